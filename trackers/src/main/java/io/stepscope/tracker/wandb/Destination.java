package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One run as W&amp;B knows it, to be written or sent. What was handed over is safe when {@link
 * #commit} returns. Values are texts of JSON.
 *
 * <p>After an exception a destination is of no more use; another one is made from the last
 * checkpoint.
 */
interface Destination extends Closeable {

  /** Begins the run, goes on with it after an end, or says something else of it. */
  void run(RunState state) throws IOException;

  /**
   * Sets a value of the configuration.
   *
   * @param path names of the objects around it, and its own
   */
  void config(List<String> path, String json) throws IOException;

  /** Adds a line of history; its {@code _step} is higher than that of the line before. */
  void history(long step, Map<String, String> line) throws IOException;

  /** Sets values of the summary, which shows the last of each. */
  void summary(Map<String, String> values, long runtimeSeconds) throws IOException;

  /** Adds values of the system panels that were measured together. */
  void system(long timeMicros, long runtimeMicros, Map<String, String> values) throws IOException;

  void console(ConsoleLine line) throws IOException;

  /** Adds a file of the run. */
  void file(MediaFile file, byte[] content) throws IOException;

  void alert(Alert alert) throws IOException;

  void artifact(ArtifactVersion artifact) throws IOException;

  /** Ends the run, until it is run again. */
  void end(int exitCode, long runtimeSeconds) throws IOException;

  /** Says that the run goes on although nothing is recorded; what goes wrong is no matter. */
  default void keepAlive() {}

  /** Whether what waits for the end of its step is handed over when the tracker is closed. */
  default boolean endsAtClose() {
    return true;
  }

  /**
   * Makes sure of everything that was handed over.
   *
   * @param outcome told what did not arrive
   * @return where to go on, for {@link RunState#position}
   */
  String commit(Outcome outcome) throws IOException;
}
