package io.stepscope.benchmarks.forward;

import io.stepscope.Run;
import io.stepscope.RunBuilder;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardEngine;
import io.stepscope.tracker.Trackers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How far a tracker that works lags behind the training, from the time of a value to its delivery,
 * alone and beside a tracker that takes connections and never answers; and how long the end of a
 * run takes with trackers that cannot be reached. Arguments: seconds to record (10), steps a second
 * (100), rounds (5).
 */
@SuppressWarnings("SystemOut") // a program, not the library
public final class LiveLag {
  private static final String KEY = "0123456789abcdef0123456789abcdef01234567";

  private final Path folder;
  private int runs;

  private LiveLag(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    Path folder = Files.createTempDirectory("stepscope-lag");
    try {
      LiveLag lag = new LiveLag(folder);
      lag.lag("alone", List.of(), seconds, rate);
      try (BlackHole dead = new BlackHole()) {
        lag.lag("beside one that never answers", List.of(mlflow(dead)), seconds, rate);
      }
      for (int round = 0; round < rounds; round++) {
        lag.ends();
      }
    } finally {
      delete(folder);
    }
  }

  private static ConfiguredTracker mlflow(BlackHole server) {
    return new ConfiguredTracker(Trackers.named("mlflow"), Map.of("uri", server.uri().toString()));
  }

  private void lag(String beside, List<ConfiguredTracker> dead, int seconds, int rate)
      throws Exception {
    LagProvider live = new LagProvider(new ConcurrentLinkedQueue<>());
    List<ConfiguredTracker> trackers = new ArrayList<>(dead);
    trackers.add(new ConfiguredTracker(live, Map.of()));
    int steps = seconds * rate;
    try (Run run = run("", Map.of());
        ForwardEngine engine =
            ForwardEngine.start(new RunFolder(run.folder()), trackers, any -> true, line -> {})) {
      for (int step = 0; step < steps; step++) {
        run.scalar("train/loss", step, 1.0f / (step + 1));
        run.stepComplete(step);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / rate);
      }
      while (live.lags().size() < steps) {
        engine.drain(Duration.ofMillis(100));
      }
    }
    long[] sorted = live.lags().stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "lag %-30s median %6.1f ms, 99 of 100 %7.1f ms, most %7.1f ms%n",
        beside, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))] / 1e3;
  }

  private void ends() throws IOException {
    double without = end("", Map.of());
    double refused = end("mlflow,wandb", at(BlackHole.refusing(), BlackHole.refusing()));
    double silent;
    try (BlackHole one = new BlackHole();
        BlackHole other = new BlackHole()) {
      silent = end("mlflow,wandb", at(one.uri(), other.uri()));
    }
    System.out.printf(
        "end of a run: %.0f ms without trackers, %.0f ms refused by two, %.0f ms with two that never"
            + " answer%n",
        without, refused, silent);
  }

  /** The keys of two trackers. */
  private static Map<String, String> at(URI mlflow, URI wandb) {
    return Map.of(
        "mlflow.uri",
        mlflow.toString(),
        "wandb.mode",
        "online",
        "wandb.api_key",
        KEY,
        "wandb.base_url",
        wandb.toString());
  }

  /** Returns the milliseconds that the end of a run takes. */
  private double end(String trackers, Map<String, String> keys) throws IOException {
    Run run = run(trackers, keys);
    for (int step = 0; step < 1_000; step++) {
      run.scalar("train/loss", step, 1.0f / (step + 1));
    }
    // Long enough for its trackers to be called.
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
    long began = System.nanoTime();
    run.close();
    return (System.nanoTime() - began) / 1e6;
  }

  private Run run(String trackers, Map<String, String> keys) {
    RunBuilder builder =
        Run.builder()
            .dir(folder.resolve("runs-" + runs++))
            .set("trackers", trackers)
            .set("progress", "off")
            .set("console", "off");
    keys.forEach(builder::set);
    return builder.start();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
