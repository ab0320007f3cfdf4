package io.stepscope.viewer;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.redaction.Redaction;
import io.stepscope.tracker.Finding;
import io.stepscope.viewer.check.ConfigurationCheck;
import io.stepscope.viewer.check.Examination;
import io.stepscope.viewer.check.GpuCheck;
import io.stepscope.viewer.check.JavaCheck;
import io.stepscope.viewer.check.LibraryLoading;
import io.stepscope.viewer.check.RunsFolderCheck;
import io.stepscope.viewer.check.TrackerCheck;
import io.stepscope.viewer.report.FindingLines;
import io.stepscope.viewer.run.Reasons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Look whether recording and delivering will work here, and say what to do where not.",
      "Nothing is changed, neither here nor at a tracker. The exit code is 1 if there is a problem."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--tracker",
      split = ",",
      paramLabel = "TRACKER",
      description = "look at these trackers instead of the configured ones")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "how long a tracker may take (default: ${DEFAULT-VALUE})")
  private double wait = 10;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  private final List<Map<String, @Nullable Object>> results = new ArrayList<>();
  private boolean good = true;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    KnownTrackers trackers = configuration();
    Path dir = directory();
    report(RunsFolderCheck.of(dir, session.clock()));
    report(JavaCheck.run());
    Map<String, String> environment = session.surroundings().environment();
    String libraryPath = environment.getOrDefault("LD_LIBRARY_PATH", "");
    Redaction redaction = Redaction.of(environment, session.surroundings().systemProperties());
    report(GpuCheck.run(libraryPath, new LibraryLoading(ThisProgram.launch(), redaction)));
    if (trackers != null) {
      List<String> names = named.isEmpty() ? trackers.configured() : named;
      List<ConfiguredTracker> configured = trackers.named(names, Objects.requireNonNull(spec));
      Duration most = Duration.ofMillis(Math.max(100, Math.round(wait * 1000)));
      new TrackerCheck(dir, most).of(configured).forEach(this::report);
      if (names.isEmpty()) {
        report(
            new Examination(
                "trackers", List.of(Finding.ok("none", "configured: runs are recorded only"))));
      }
    }
    if (json) {
      session.out().json(results);
    }
    return good ? 0 : 1;
  }

  /** The trackers; null where the configuration is such that nobody knows. */
  private @Nullable KnownTrackers configuration() {
    try {
      KnownTrackers trackers = new KnownTrackers(session);
      report(ConfigurationCheck.of(trackers.configuration()));
      return trackers;
    } catch (ConfigurationException e) {
      report(ConfigurationCheck.wrong(Reasons.of(e)));
      return null;
    }
  }

  private Path directory() {
    try {
      return folder.dir(session);
    } catch (ConfigurationException e) {
      return session.surroundings().workingDirectory().resolve("runs");
    }
  }

  private void report(Examination examination) {
    good &= !examination.hasProblem();
    if (json) {
      results.addAll(FindingLines.json(examination.area(), examination.findings()));
    } else {
      session
          .out()
          .lines(
              FindingLines.lines(
                  examination.area(), examination.findings(), session.out().terminal()));
      session.out().flush();
    }
  }
}
