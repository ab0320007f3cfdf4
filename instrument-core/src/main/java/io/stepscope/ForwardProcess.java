package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The process that forwards a run, as the training sees it. Thread-safe. */
final class ForwardProcess implements AutoCloseable {
  private final Process process;
  private volatile boolean released;

  private ForwardProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param say takes what it says, a line at a time
   * @param died told its exit value when it ends before it was released
   * @throws IOException if it cannot be started
   */
  static ForwardProcess start(
      Path run, List<ConfiguredTracker> trackers, Consumer<String> say, IntConsumer died)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(ForwardLaunch.of(trackers));
    // What goes wrong with it is told on its output; a held terminal would keep pipelines waiting.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    // These would load agents into it, or give it the memory of the training.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    ForwardProcess started = new ForwardProcess(builder.start());
    try {
      ForwardOrder.of(run, trackers).write(started.process.getOutputStream());
    } catch (IOException e) {
      started.process.destroyForcibly();
      throw e;
    }
    Thread relay = new Thread(() -> started.relay(say), "stepscope-relay");
    relay.setDaemon(true);
    relay.start();
    var unused =
        started
            .process
            .onExit()
            .thenAccept(
                ended -> {
                  // It ends by itself, with 0, when no tracker takes anything more.
                  if (!started.released && ended.exitValue() != 0) {
                    died.accept(ended.exitValue());
                  }
                });
    return started;
  }

  private void relay(Consumer<String> say) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(say);
    } catch (IOException | RuntimeException e) {
      // It is gone; how that went is told by its exit value.
      return;
    }
  }

  /** Tells it that nothing more is recorded, and leaves it alone: it goes on until it is done. */
  @Override
  public void close() {
    released = true;
    try (OutputStream end = process.getOutputStream()) {
      end.flush();
    } catch (IOException e) {
      // It ended first.
      released = true;
    }
  }
}
