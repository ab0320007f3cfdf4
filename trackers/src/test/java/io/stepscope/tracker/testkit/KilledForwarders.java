package io.stepscope.tracker.testkit;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A recorded run, and processes that forward it and are killed in the middle of that. */
public final class KilledForwarders {
  /** How many are killed: 10, or as {@code -Dkill.loops=200} says. */
  public static final int KILLS = Integer.getInteger("kill.loops", 10);

  private final RunFolder run;
  private final String tracker;
  private final Map<String, String> keys;
  private final Map<String, String> environment;

  public KilledForwarders(
      RunFolder run, String tracker, Map<String, String> keys, Map<String, String> environment) {
    this.run = run;
    this.tracker = tracker;
    this.keys = keys;
    this.environment = environment;
  }

  /** A run of these events. */
  public static RunFolder recorded(Path folder, List<? extends Event> events) throws IOException {
    RunFolder run = new RunFolder(folder);
    JournalOptions options = new JournalOptions(1 << 30, 1 << 16, 1 << 22);
    try (JournalWriter journal = JournalWriter.open(run.journal(0), run.id(), 0, options)) {
      for (Event event : events) {
        if (!journal.append(event)) {
          throw new AssertionError("not recorded: " + event);
        }
      }
    }
    return run;
  }

  /**
   * Starts a process and kills it.
   *
   * @param moment when
   * @return whether it was still at work; it may have given up, or be done
   */
  public boolean kill(BooleanSupplier moment) throws IOException, InterruptedException {
    Process process = start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (process.isAlive() && !moment.getAsBoolean() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(500_000);
      }
      return process.isAlive();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "-cp", System.getProperty("java.class.path")));
    command.add(ForwarderProgram.class.getName());
    command.add(run.root().toString());
    command.add(tracker);
    keys.forEach((key, value) -> command.add(key + '=' + value));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(WANDB|MLFLOW)_.*"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(new File("target", tracker + "-storm.log")).start();
  }
}
