package io.stepscope.tracker.micrometer;

import static io.stepscope.tracker.testkit.Skipping.skip;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.stepscope.Run;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a program that has no registry of its own, as others see them. */
class ScrapedIT {

  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void isScrapedByARealPrometheus() throws Exception {
    if (!Files.isExecutable(PROMETHEUS)) {
      skip("no Prometheus at " + PROMETHEUS + ": install the package prometheus");
    }
    int port = freePort();
    int web = freePort();
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: 200ms}
        scrape_configs:
          - job_name: training
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(port));
    Run run = start(Map.of("micrometer.port", Integer.toString(port)));
    Process prometheus =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + web)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "prometheus.log").toFile())
            .start();
    try {
      String loss = "stepscope_train_loss{run=\"" + run.id() + "\"}";
      String wanted = "\"0.125\"";
      MicrometerTrackerTest.await(
          () -> {
            run.scalar("train/loss", run.nextStep(), 0.125);
            run.timing("time/step", run.nextStep(), 5_000_000);
            return query(web, loss).contains(wanted);
          });
      assertThat(query(web, "stepscope_time_step_seconds_count")).contains("\"rank\":\"0\"");
      run.close();
      MicrometerTrackerTest.await(() -> query(web, loss).contains("\"result\":[]"));
    } finally {
      run.close();
      prometheus.destroy();
      assertThat(prometheus.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void answersOnLoopbackWhileThereAreRuns() throws Exception {
    int port = freePort();
    Run one = start(Map.of("micrometer.port", Integer.toString(port)));
    Run other = start(Map.of("micrometer.port", Integer.toString(port)));
    one.scalar("train/loss", 0, 2.5);
    other.scalar("train/loss", 0, 3.5);
    MicrometerTrackerTest.await(
        () -> {
          String page = page(port);
          return page.contains("run=\"" + one.id() + "\"} 2.5")
              && page.contains("run=\"" + other.id() + "\"} 3.5");
        });
    assertThat(page(port)).contains("# TYPE stepscope_train_loss gauge");
    one.close();
    assertThat(page(port)).doesNotContain(one.id()).contains(other.id());
    other.close();
    assertThat(page(port)).isEmpty();
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      var tracker =
          new MicrometerTrackerProvider()
              .create(new TrackerSettings("r1", folder, Map.of("port", port)));
      assertThat(tracker.open(null))
          .isInstanceOfSatisfying(
              DeliveryResult.Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .startsWith("micrometer.port=" + port + " cannot be had")
                      .endsWith("; name another"));
      tracker.close();
    }
  }

  @Test
  void pushesTheLastValuesWhenTheRunEnds() throws IOException {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/metrics",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    try {
      String url = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics";
      Run run = start(Map.of("micrometer.otlp", url));
      run.scalar("train/loss", 0, 2.5);
      run.close();
      MicrometerTrackerTest.await(() -> !bodies.isEmpty());
      assertThat(String.join("", bodies)).contains("stepscope.train.loss").contains(run.id());
    } finally {
      collector.stop(0);
    }
  }

  private Run start(Map<String, String> keys) {
    var builder =
        Run.builder()
            .dir(folder.resolve("runs"))
            .set("trackers", "micrometer")
            .set("progress", "off");
    keys.forEach(builder::set);
    return builder.start();
  }

  /** What is served now; empty when nobody answers. */
  private String page(int port) {
    return get("http://127.0.0.1:" + port + "/metrics");
  }

  private String query(int web, String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get("http://127.0.0.1:" + web + "/api/v1/query?query=" + encoded);
  }

  private String get(String url) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
