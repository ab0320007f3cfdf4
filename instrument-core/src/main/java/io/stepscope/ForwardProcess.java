package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.recorder.BackgroundThread;
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
   * Starts it and tells it what to do, which may take as long as the process takes to listen.
   *
   * @param rank the rank of the run that this process records
   * @throws IOException if it cannot be started, or dies before it has heard everything
   */
  static ForwardProcess start(Path run, int rank, List<ConfiguredTracker> trackers)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(ForwardLaunch.of(trackers));
    // What goes wrong with it is told on its output; a held terminal would keep pipelines waiting.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    // These would load agents into it, or give it the memory of the training.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    ForwardProcess started = new ForwardProcess(builder.start());
    try {
      ForwardOrder.of(run, rank, trackers).write(started.process.getOutputStream());
    } catch (IOException e) {
      started.process.destroyForcibly();
      throw new IOException("it died before it was told what to do", e);
    }
    return started;
  }

  /**
   * Tells what becomes of it, also of one that has ended already; to be called once. All are told
   * on other threads, except {@code ended} of one that has ended already.
   *
   * @param say takes what it says, a line at a time
   * @param up told when it has begun to forward
   * @param ended told its exit value when it ends before it is released
   */
  void watch(Consumer<String> say, Runnable up, IntConsumer ended) {
    BackgroundThread.of(() -> relay(say, up), "stepscope-relay").start();
    var unused =
        process
            .onExit()
            .thenAccept(
                exited -> {
                  if (!released) {
                    ended.accept(exited.exitValue());
                  }
                });
  }

  private void relay(Consumer<String> say, Runnable up) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(ForwardMain.UP)) {
          up.run();
        } else {
          say.accept(line);
        }
      }
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
