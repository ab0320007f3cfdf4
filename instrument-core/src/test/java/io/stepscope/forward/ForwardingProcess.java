package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Forwards the run folder given as argument until it is killed; says so on standard output. */
final class ForwardingProcess {

  private ForwardingProcess() {}

  @SuppressWarnings("SystemOut") // how the parent process knows
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RunFolder run = new RunFolder(Path.of(arguments[0]));
    ConfiguredTracker tracker = new ConfiguredTracker(new LinesProvider(), Map.of());
    try (ForwardEngine engine =
        ForwardEngine.start(run, List.of(tracker), asked -> true, line -> {})) {
      while (engine.status().get(0).receipts().total(Fate.DELIVERED) == 0) {
        Thread.onSpinWait();
      }
      System.out.println("forwarding");
      Thread.currentThread().join();
    }
  }

  /** Starts it and waits until it has delivered something. */
  static Process start(RunFolder run) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ForwardingProcess.class.getName(),
                run.root().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader().readLine();
    if (!"forwarding".equals(said)) {
      process.destroyForcibly();
      throw new AssertionError("the process said " + said);
    }
    return process;
  }
}
