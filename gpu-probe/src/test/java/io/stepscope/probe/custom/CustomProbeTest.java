package io.stepscope.probe.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.stepscope.Run;
import io.stepscope.RunBuilder;
import io.stepscope.probe.Measured;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real commands, files and servers, through a run as users have it. */
@Timeout(120)
class CustomProbeTest {
  @TempDir private Path dir;
  private HttpServer server;
  private final CountDownLatch done = new CountDownLatch(1);

  @BeforeEach
  void serve() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh to run commands with");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  @Test
  void commandsFilesAndExportersAreRecordedUnderTheirNames() throws Exception {
    Files.createDirectories(dir.resolve("sys/card10"));
    Files.createDirectories(dir.resolve("sys/card2"));
    Files.writeString(dir.resolve("sys/card2/power"), "250000000\n");
    Files.writeString(dir.resolve("sys/card10/power"), "90000000\n");
    Files.writeString(dir.resolve("sys/card10/busy"), "75\n");
    Files.writeString(dir.resolve("fan"), "900\n");
    page(
        "/metrics",
        """
        # HELP power Watts
        # TYPE power gauge
        power{gpu="0",host="a b"} 101.5
        power{gpu="1",host="a b"} 9223372036854775794
        disk{path="/"} 3
        disk{path="/a b"} 4
        up 1
        odd NaN 17
        """);
    try (Run run =
        builder()
            .set(
                "probes.command.npu.run", "sh -c 'echo WARNING: old; echo \"{\\\"w\\\": [1, 2]}\"'")
            .set("probes.command.npu.json.*/power", "$.w[*] * 0.001")
            .set("probes.command.npu.json.first", "$.w[0]")
            .set("probes.file.fan.rpm", dir + "/fan")
            .set("probes.file.amd.*/power", dir + "/sys/card*/power * 1e-6")
            .set("probes.file.amd.*/utilization", dir + "/sys/card*/busy * 0.01")
            .set("probes.openmetrics.dcgm.url", url("/metrics"))
            .set("probes.openmetrics.dcgm.metric.{gpu}/power", "power{host=\"a b\"}")
            .set("probes.openmetrics.all.url", url("/metrics"))
            .start()) {
      Measured measured = Measured.in(run);
      Map<String, Double> latest =
          measured.until(
              values ->
                  values.containsKey("npu/first")
                      && values.containsKey("fan/rpm")
                      && values.containsKey("amd/0/power")
                      && values.containsKey("dcgm/0/power")
                      && values.containsKey("all/up"));
      assertThat(latest)
          .contains(
              entry("npu/0/power", 0.001),
              entry("npu/1/power", 0.002),
              entry("npu/first", 1.0),
              entry("fan/rpm", 900.0),
              entry("amd/0/power", 250.0),
              entry("amd/1/power", 90.0),
              entry("amd/1/utilization", 0.75),
              entry("dcgm/0/power", 101.5),
              entry("all/power/0", 101.5),
              entry("all/disk/_", 3.0),
              entry("all/disk/_a_b", 4.0),
              entry("all/up", 1.0))
          .doesNotContainKeys("dcgm/1/power", "all/odd", "amd/0/utilization");
      assertThat(measured.environment())
          .containsEntry("probe.npu", "command")
          .containsEntry("probe.dcgm", "openmetrics");
      assertThat(run.recorder().failures()).isEmpty();
    }
  }

  /** Whatever they do, the one that works goes on, and each is counted under its own name. */
  @Test
  void whatFailsDisturbsNothingElse() throws Exception {
    Path vanishing = Files.writeString(dir.resolve("vanishing"), "1\n");
    Files.writeString(dir.resolve("garbage"), "no number\n");
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          await();
          exchange.close();
        });
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] line = "a 1\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
          try (OutputStream out = exchange.getResponseBody()) {
            while (done.getCount() > 0) {
              out.write(line);
            }
          } catch (IOException e) {
            // The probe had enough.
          }
        });
    try (Run run =
        builder()
            .set("probes.command.good.run", "echo '{\"a\": 1}'")
            .set("probes.command.good.json.a", "$.a")
            .set("probes.command.exits.run", "sh -c 'echo \"{\\\"a\\\": 1}\"; exit 3'")
            .set("probes.command.exits.json.a", "$.a")
            .set("probes.command.garbage.run", "echo hello")
            .set("probes.command.garbage.json.a", "$.a")
            .set("probes.command.half.run", "echo '{\"a\": [1,'")
            .set("probes.command.half.json.a", "$.a")
            .set("probes.command.floods.run", "yes hello")
            .set("probes.command.floods.json.a", "$.a")
            .set("probes.command.absent.run", "/no/such/tool")
            .set("probes.command.absent.json.a", "$.a")
            .set("probes.command.hangs.run", "sleep 1000")
            .set("probes.command.hangs.json.a", "$.a")
            .set("probes.command.streams.run", "sh -c 'while :; do echo \"{\\\"a\\\": 5}\"; done'")
            .set("probes.command.streams.json.a", "$.a")
            .set("probes.file.vanishing.value", vanishing.toString())
            .set("probes.file.rubbish.value", dir + "/garbage")
            .set("probes.openmetrics.missing.url", url("/nowhere"))
            .set("probes.openmetrics.slow.url", url("/slow"))
            .set("probes.openmetrics.endless.url", url("/endless"))
            .start()) {
      Measured measured = Measured.in(run);
      measured.until(
          values ->
              values.containsKey("vanishing/value")
                  && values.containsKey("streams/a")
                  && values.containsKey("good/a"));
      Files.delete(vanishing);

      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      while (!run.recorder()
          .failures()
          .keySet()
          .containsAll(
              List.of(
                  "looking at exits",
                  "looking at garbage",
                  "looking at half",
                  "looking at floods",
                  "looking at absent",
                  "looking at hangs",
                  "looking at vanishing",
                  "looking at rubbish",
                  "looking at missing",
                  "looking at slow",
                  "looking at endless"))) {
        assertThat(System.nanoTime()).as("%s", run.recorder().failures()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      long before = measured.scalars().stream().filter(s -> s.name().equals("good/a")).count();
      measured.until(
          values ->
              measured.scalars().stream().filter(s -> s.name().equals("good/a")).count()
                  > before + 1);
      assertThat(run.recorder().failures())
          .doesNotContainKeys("looking at good", "looking at streams");
      assertThat(measured.latest()).doesNotContainKeys("garbage/a", "endless/a");
    }
  }

  private RunBuilder builder() {
    return Run.builder()
        .dir(dir.resolve("runs"))
        .set("trackers", "")
        .set("console", "off")
        .set("probes.interval", "200ms");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void page(String path, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  private void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
