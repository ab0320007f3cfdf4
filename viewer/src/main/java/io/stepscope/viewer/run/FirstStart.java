package io.stepscope.viewer.run;

import io.stepscope.event.Event;
import io.stepscope.event.RunStarted;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the event with which a run began; it is the first of its journal, or nearly so. */
final class FirstStart {
  /** How many events may come before it; a journal without one is not read to its end. */
  private static final int LOOK_AT = 1000;

  private FirstStart() {}

  static Optional<RunStarted> read(Path journal) throws IOException {
    try (JournalReader reader = JournalReader.open(journal)) {
      reader.readAll(new Search());
      return Optional.empty();
    } catch (Done done) {
      return Optional.ofNullable(done.start);
    }
  }

  private static final class Search implements JournalHandler {
    private int seen;

    @Override
    public void event(Event event) {
      if (event instanceof RunStarted start) {
        throw new Done(start);
      }
      if (++seen == LOOK_AT) {
        throw new Done(null);
      }
    }
  }

  /** Ends the reading early; not an error, so it carries no stack trace. */
  private static final class Done extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient @Nullable RunStarted start;

    Done(@Nullable RunStarted start) {
      super(null, null, false, false);
      this.start = start;
    }
  }
}
