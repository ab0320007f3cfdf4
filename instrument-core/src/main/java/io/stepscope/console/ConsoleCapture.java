package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the program and its standard output and standard error, and hands what is printed
 * to the runs that are recorded.
 *
 * <p>Every line goes to every run that is recorded when it ends: nothing tells which of several
 * trainings in one process printed it. While no run is recorded, what is printed only passes
 * through. When the last run ends, the program's own streams are put back where {@link System#out}
 * and {@link System#err} are still ours; if the program has put something else there, that stays.
 *
 * <p>Thread-safe; never throws.
 */
public final class ConsoleCapture {

  private static final Capture CAPTURE = new Capture();

  /** Those that loggers may have kept, so that they get the same one again. */
  private static final Map<Stream, WeakReference<Tee>> LATEST = new EnumMap<>(Stream.class);

  private static int recorded;
  private static boolean stays;

  private ConsoleCapture() {}

  /**
   * Stands in from now on, whether or not there is a run, until the process ends: for those who
   * come before the program's loggers, which keep the stream that they find. May be called often.
   */
  public static synchronized void install() {
    stays = true;
    standIn();
  }

  /**
   * As {@link #install}, for those who come before the program: what it prints until its first run
   * is kept for that run, up to 1,000 lines and 262,144 characters, the last ones.
   */
  public static synchronized void installEarly() {
    CAPTURE.keepForFirstRun();
    install();
  }

  /** Records what is printed from now on with {@code recorder}, without what is secret. */
  public static synchronized ConsoleRecording record(Recorder recorder, Redaction redaction) {
    try {
      ConsoleRecording run = new ConsoleRecording(recorder, redaction);
      standIn();
      long forgotten = CAPTURE.add(run);
      recorded++;
      if (forgotten > 0) {
        recorder.params(Params.Group.CONFIG, Map.of("stepscope/console/not_kept", forgotten));
      }
      return run;
    } catch (Throwable t) {
      recorder.unsaidFailure("recording the console", t);
      return ConsoleRecording.none();
    }
  }

  static synchronized void end(ConsoleRecording run) {
    try {
      if (CAPTURE.remove(run) && --recorded == 0 && !stays) {
        stepBack();
      }
    } catch (Throwable t) {
      run.failed(t);
    }
  }

  private static void standIn() {
    for (Stream stream : Stream.values()) {
      PrintStream now = present(stream);
      if (now != null && !(now instanceof Tee)) {
        replace(stream, tee(stream, now));
      }
    }
  }

  private static void stepBack() {
    for (Stream stream : Stream.values()) {
      if (present(stream) instanceof Tee tee) {
        replace(stream, tee.original());
      }
    }
  }

  private static Tee tee(Stream stream, PrintStream original) {
    WeakReference<Tee> latest = LATEST.get(stream);
    Tee known = latest == null ? null : latest.get();
    if (known != null && known.original() == original) {
      return known;
    }
    Tee tee = new Tee(original, stream, CAPTURE);
    LATEST.put(stream, new WeakReference<>(tee));
    return tee;
  }

  /** The stream as it is now; null where the program has set none. */
  @SuppressWarnings("SystemOut") // This is what the package is for.
  private static @Nullable PrintStream present(Stream stream) {
    return stream == Stream.STDOUT ? System.out : System.err;
  }

  private static void replace(Stream stream, PrintStream by) {
    if (stream == Stream.STDOUT) {
      System.setOut(by);
    } else {
      System.setErr(by);
    }
  }
}
