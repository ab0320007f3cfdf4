package io.stepscope.forward;

import io.stepscope.journal.JournalFollower;
import io.stepscope.journal.JournalHandler;
import java.io.IOException;
import java.nio.file.Path;

/** What forwarding needs of a {@link JournalFollower}. */
interface EventTail extends AutoCloseable {

  int poll(JournalHandler handler, int most) throws IOException;

  String frontier();

  @Override
  void close();

  /** Opens the journal of one rank at a frontier. */
  interface Opener {
    EventTail open(Path journal, String from) throws IOException;
  }

  static EventTail follow(Path journal, String from) throws IOException {
    JournalFollower follower = JournalFollower.open(journal, from);
    return new EventTail() {
      @Override
      public int poll(JournalHandler handler, int most) throws IOException {
        return follower.poll(handler, most);
      }

      @Override
      public String frontier() {
        return follower.frontier();
      }

      @Override
      public void close() {
        follower.close();
      }
    };
  }
}
