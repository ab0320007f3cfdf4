package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The event files of a run: the first, and one more each time the run was resumed.
 *
 * <p>They are named as readers expect, {@code events.out.tfevents.<seconds>.<run>.<n>.stepscope},
 * where the time is that of the first event in the file, so that the same events are always written
 * to the same files. Readers take the files of a run in the order of their names; the seconds of
 * each are therefore larger than those of the one before.
 */
final class RunFiles implements AutoCloseable {
  private static final String PREFIX = "events.out.tfevents.";
  private static final String SUFFIX = ".stepscope";
  private static final int SECONDS_DIGITS = 10;
  private static final int LONGEST_ID = 100;

  private final Path folder;
  private final String run;
  private final RunState state;
  private @Nullable EventFile file;
  private @Nullable Summaries summaries;

  RunFiles(Path folder, String run, RunState state) {
    this.folder = folder;
    this.run = plain(run);
    this.state = state;
  }

  /** What stands in the names of all event files of a run, and in no others. */
  static String marker(String run) {
    return '.' + plain(run) + '.';
  }

  private static String plain(String run) {
    String plain = run.replaceAll("[^A-Za-z0-9_-]", "_");
    return plain.substring(0, Math.min(LONGEST_ID, plain.length()));
  }

  /** Opens the file that the state names, and cuts off what was not acknowledged. */
  void reopen() throws IOException {
    if (!state.fileName.isEmpty()) {
      use(EventFile.reopen(folder.resolve(state.fileName), state.offset));
    }
  }

  boolean isOpen() {
    return file != null;
  }

  EventFile current() {
    if (file == null) {
      throw new IllegalStateException("no file is open");
    }
    return file;
  }

  Summaries summaries() {
    if (summaries == null) {
      throw new IllegalStateException("no file is open");
    }
    return summaries;
  }

  /** Begins the first file of the run. */
  void first(Stamp stamp) throws IOException {
    state.startMicros = stamp.timeMicros();
    begin(stamp, stamp.timeMicros() / 1_000_000, 0, Math.max(0, stamp.step()));
  }

  /**
   * Begins another file. The Python reader drops, from the second start of a session on, the points
   * that it overtakes; the data server does so by itself.
   */
  void resumed(Stamp stamp) throws IOException {
    EventFile old = current();
    old.flush();
    old.close();
    String[] parts = state.fileName.substring(PREFIX.length()).split("\\.");
    long seconds = Math.max(stamp.timeMicros() / 1_000_000, Long.parseLong(parts[0]) + 1);
    begin(stamp, seconds, Integer.parseInt(parts[2]) + 1, state.resume(stamp));
  }

  private void begin(Stamp stamp, long seconds, int number, long step) throws IOException {
    String time = String.format(Locale.ROOT, "%0" + SECONDS_DIGITS + "d", seconds);
    state.fileName = PREFIX + time + '.' + run + '.' + number + SUFFIX;
    EventFile next = EventFile.create(folder.resolve(state.fileName));
    use(next);
    next.version(stamp.timeMicros());
    next.sessionStart(stamp.timeMicros(), step);
  }

  private void use(EventFile next) {
    file = next;
    summaries = new Summaries(next);
  }

  /** Hands everything written to the operating system and notes how much that is. */
  void flush() throws IOException {
    if (file != null) {
      file.flush();
      state.offset = file.offset();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
