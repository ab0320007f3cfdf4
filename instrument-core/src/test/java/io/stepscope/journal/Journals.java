package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens, fills and reads journals in tests. */
final class Journals {
  static final String RUN = "run-ä";
  static final int RANK = 3;
  static final long TIME = 1_790_000_000_000_000L;

  private Journals() {}

  static JournalOptions small() {
    return new JournalOptions(1L << 30, 1 << 14, 1 << 16);
  }

  static JournalWriter open(Path folder) throws IOException {
    return JournalWriter.open(folder, RUN, RANK, small());
  }

  static JournalWriter openPlain(Path folder) throws IOException {
    return JournalWriter.open(folder, RUN, RANK, small(), SegmentFactories::plain, new Trouble());
  }

  static Stamp stamp(long step) {
    return new Stamp("", 0, Stamp.UNSEQUENCED, step, 0, TIME + step);
  }

  static List<Event> readAll(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(events::add);
    }
    return events;
  }

  static List<Event> follow(JournalFollower follower) throws IOException {
    List<Event> events = new ArrayList<>();
    while (follower.poll(events::add, 1_000) > 0) {
      // Until there is nothing new.
    }
    return events;
  }
}
