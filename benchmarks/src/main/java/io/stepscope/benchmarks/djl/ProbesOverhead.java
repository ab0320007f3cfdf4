package io.stepscope.benchmarks.djl;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import io.stepscope.Run;
import io.stepscope.RunBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Compares one training with itself, while probes look at the machine and while none do.
 *
 * <p>The training goes on all the time, without a listener. Beside it runs are opened one after the
 * other, with probes and without in the order off, on, on, off, so that whatever drifts meets both.
 * Probes are those of the host, of NVIDIA's GPUs where there are any, and one of each kind that
 * needs no code: a command, files and an exporter. Of each window the first seconds are told apart,
 * in which they are opened, once a run.
 *
 * <p>What the two windows without probes of a round differ by is the error of the comparison. On a
 * machine with processors to spare probes cost the training nothing but caches; bind the process to
 * one processor ({@code taskset -c 0}) to see what they take from it at worst.
 *
 * <p>Arguments: rounds (5), seconds of a window (30), width of the hidden layer (1200), interval
 * (5s).
 */
public final class ProbesOverhead {

  private static final int OPENING_SECONDS = 3;
  private static final boolean[] ROUND = {false, true, true, false};
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path dir;
  private final Candidate training;
  private final String interval;
  private final String exporter;

  private ProbesOverhead(Path dir, Candidate training, String interval, String exporter) {
    this.dir = dir;
    this.training = training;
    this.interval = interval;
    this.exporter = exporter;
  }

  /** Prints a line for each round and one for all. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    int units = args.length > 2 ? Integer.parseInt(args[2]) : 1200;
    String interval = args.length > 3 ? args[3] : "5s";
    Path dir = Files.createTempDirectory("stepscope-probes");
    Files.writeString(dir.resolve("npu.json"), "{\"load\": 35, \"power\": \"12 W\"}");
    HttpServer server = exporter();
    try (Candidate training = new Candidate(units, null, dir)) {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
      var comparison = new ProbesOverhead(dir, training, interval, url);
      training.train(500);
      System.out.printf(
          "%d processors, %s, windows of %d s, interval %s%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version(), seconds, interval);
      comparison.compare(rounds, seconds);
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer exporter() throws IOException {
    byte[] page =
        "npu_power{npu=\"0\"} 12\nnpu_power{npu=\"1\"} 14\n".getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void compare(int rounds, int seconds) throws Exception {
    Spent on = new Spent();
    Spent off = new Spent();
    Spent opening = new Spent();
    for (int round = 1; round <= rounds; round++) {
      Spent[] windows = new Spent[ROUND.length];
      for (int i = 0; i < ROUND.length; i++) {
        windows[i] = window(ROUND[i], seconds, opening);
        (ROUND[i] ? on : off).add(windows[i]);
      }
      double with = (windows[1].wall() + windows[2].wall()) / 2;
      double without = (windows[0].wall() + windows[3].wall()) / 2;
      System.out.printf(
          Locale.ROOT,
          "round %d: step of %,.0f us, with probes %+.2f %% (control %+.2f %%)%n",
          round,
          without / 1e3,
          100 * (with / without - 1),
          100 * (windows[3].wall() - windows[0].wall()) / without);
    }
    System.out.printf(
        Locale.ROOT,
        "all: time of a step %+.2f %%, processor time of the training thread %+.2f %%; first %d s of"
            + " a run with probes: time of a step %+.2f %%%n",
        100 * (on.wall() / off.wall() - 1),
        100 * (on.cpu() / off.cpu() - 1),
        OPENING_SECONDS,
        100 * (opening.wall() / off.wall() - 1));
  }

  private Spent window(boolean probes, int seconds, Spent opening) throws Exception {
    try (Run run = run(probes)) {
      run.scalar("train/loss", 0, 1);
      Spent first = train(OPENING_SECONDS);
      if (probes) {
        opening.add(first);
      }
      return train(seconds);
    }
  }

  private Run run(boolean probes) {
    RunBuilder builder =
        Run.builder()
            .dir(dir.resolve("runs"))
            .set("trackers", "")
            .set("console", "off")
            .set("progress", "off")
            .set("probes", probes ? "on" : "off")
            .set("probes.interval", interval);
    if (probes) {
      builder
          .set("probes.command.npu.run", "cat " + dir.resolve("npu.json"))
          .set("probes.command.npu.json.utilization", "$.load * 0.01")
          .set("probes.command.npu.json.power", "$.power")
          .set("probes.file.fan.uptime", "/proc/loadavg")
          .set("probes.openmetrics.other.url", exporter);
    }
    return builder.start();
  }

  private Spent train(int seconds) throws Exception {
    Spent spent = new Spent();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long from = System.nanoTime();
    while (System.nanoTime() - from < seconds * 1_000_000_000L) {
      training.train(1);
      spent.steps++;
    }
    spent.wallNanos = System.nanoTime() - from;
    spent.cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
    return spent;
  }

  /** What steps took. */
  private static final class Spent {
    private long steps;
    private long wallNanos;
    private long cpuNanos;

    void add(Spent other) {
      steps += other.steps;
      wallNanos += other.wallNanos;
      cpuNanos += other.cpuNanos;
    }

    double wall() {
      return (double) wallNanos / steps;
    }

    double cpu() {
      return (double) cpuNanos / steps;
    }
  }
}
