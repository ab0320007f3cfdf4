package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Journals in memory, so that thousands of crashes can be tried in an order that is known. */
final class FakeJournals {
  private final RunFolder run;
  private final SortedMap<Integer, List<Event>> events = new TreeMap<>();
  int failures;

  FakeJournals(RunFolder run) {
    this.run = run;
  }

  void append(Event event) {
    int rank = event.stamp().rank();
    try {
      Files.createDirectories(run.journal(rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    events.computeIfAbsent(rank, r -> new ArrayList<>()).add(event);
  }

  List<Event> all() {
    return events.values().stream().flatMap(List::stream).toList();
  }

  EventTail open(Path journal, String from) {
    int rank = Integer.parseInt(journal.getFileName().toString());
    List<Event> recorded = Objects.requireNonNull(events.get(rank));
    return new EventTail() {
      private int at = from.isEmpty() ? 0 : Integer.parseInt(from.substring(1));

      @Override
      public int poll(JournalHandler handler, int most) throws IOException {
        int end = Math.min(recorded.size(), at + most);
        int before = at;
        while (at < end && !(at > before && handler.enough())) {
          handler.event(recorded.get(at++));
          if (failures > 0) {
            failures--;
            throw new IOException("the disk is gone");
          }
        }
        return at - before;
      }

      @Override
      public String frontier() {
        return "@" + at;
      }

      @Override
      public void close() {}
    };
  }
}
