package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.tracker.Finding;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WandbDiagnosisTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  private final AtomicReference<URI> address = new AtomicReference<>(URI.create("http://x"));
  private final FakeWandb wandb = new FakeWandb(address::get);
  private final Map<String, String> keys = new HashMap<>();
  private Clock clock = Clock.systemUTC();

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new FakeServer(wandb);
    address.set(server.uri());
    keys.put("base_url", server.uri().toString());
    keys.put("api_key", FakeWandb.KEY);
    keys.put("dir", folder.resolve("files").toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void findsNothingWrongWithAGoodService() {
    assertThat(diagnosed())
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(tuple(Finding.Grade.OK, "service"), tuple(Finding.Grade.OK, "clock"));
    assertThat(wandb.runs).isEmpty();
  }

  @Test
  void noticesAWrongKeyWithoutShowingIt() {
    keys.put("api_key", "another-key-0123456789");
    assertThat(diagnosed())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.grade()).isEqualTo(Finding.Grade.PROBLEM);
              assertThat(finding.state()).contains("does not accept the API key");
              assertThat(finding.toString()).doesNotContain("another-key");
            });
  }

  @Test
  void saysThatFilesWillBeWrittenInstead() {
    keys.remove("api_key");
    assertThat(diagnosed())
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "folder"), tuple(Finding.Grade.WARNING, "service"));
    keys.put("mode", "online");
    assertThat(diagnosed()).extracting(Finding::grade).containsExactly(Finding.Grade.PROBLEM);
    keys.put("mode", "offline");
    assertThat(diagnosed())
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(tuple(Finding.Grade.OK, "way"), tuple(Finding.Grade.OK, "folder"));
  }

  @Test
  void noticesADeadService() {
    server.stop();
    assertThat(diagnosed())
        .filteredOn(finding -> finding.subject().equals("service"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.grade()).isEqualTo(Finding.Grade.WARNING);
              assertThat(finding.state()).contains("written as files for wandb sync");
            });
    keys.put("mode", "online");
    assertThat(diagnosed()).extracting(Finding::grade).containsExactly(Finding.Grade.PROBLEM);
  }

  @Test
  void noticesAServiceThatFails() {
    keys.put("mode", "online");
    server.failing(FaultPlan.always(Fault.ERROR));
    assertThat(diagnosed()).extracting(Finding::grade).containsExactly(Finding.Grade.PROBLEM);
  }

  @Test
  void noticesAClockThatIsWrong() {
    clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));
    assertThat(diagnosed().get(1).state()).matches("is [45] min \\d\\d s ahead of the server's");
  }

  private List<Finding> diagnosed() {
    List<Finding> findings = new ArrayList<>();
    TrackerSettings settings = new TrackerSettings("r", folder.resolve("r"), keys);
    new WandbDiagnosis(new SettingsReader(Map.of(), folder).read(settings), clock)
        .run(findings::add);
    return findings;
  }
}
