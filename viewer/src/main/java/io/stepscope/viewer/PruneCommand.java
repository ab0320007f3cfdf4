package io.stepscope.viewer;

import io.stepscope.event.RunStatus;
import io.stepscope.folder.RunFolder;
import io.stepscope.viewer.run.Reasons;
import io.stepscope.viewer.run.RunCatalog;
import io.stepscope.viewer.run.RunRemoval;
import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.terminal.Numbers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "prune",
    description = {
      "Remove old runs. Asks nothing; never removes a run that is being recorded or cannot be read.",
      "With both --keep and --older-than, a run goes only if both say so."
    })
final class PruneCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--keep", paramLabel = "N", description = "keep the N newest runs")
  private @Nullable Integer keep;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      converter = Age.class,
      description = "remove runs whose last event is older, for instance 12h, 30d, 8w")
  private @Nullable Duration olderThan;

  @Option(names = "--dry-run", description = "say what would be removed, and remove nothing")
  private boolean dryRun;

  PruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if ((keep == null && olderThan == null) || (keep != null && keep < 0)) {
      String message =
          keep == null ? "prune needs --keep N or --older-than AGE" : "--keep must not be negative";
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
    RunCatalog catalog = folder.catalog(session);
    List<RunSummary> old = old(catalog.summaries());
    Tally tally = new Tally();
    for (RunFolder run : catalog.folders()) {
      if (old.stream().anyMatch(summary -> summary.id().equals(run.id()))) {
        remove(run, tally);
      }
    }
    session
        .out()
        .line(
            (dryRun ? "would remove " : "removed ")
                + tally.runs
                + (tally.runs == 1 ? " run, " : " runs, ")
                + Numbers.bytes(tally.bytes));
    return tally.failures == 0 ? 0 : 1;
  }

  private List<RunSummary> old(List<RunSummary> newestFirst) {
    List<RunSummary> old = new ArrayList<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      RunSummary run = newestFirst.get(i);
      boolean removable = run.status() != null && run.status() != RunStatus.RUNNING;
      boolean beyond = keep == null || i >= keep;
      if (removable && beyond && (olderThan == null || isOlder(run, olderThan))) {
        old.add(run);
      }
    }
    return old;
  }

  private boolean isOlder(RunSummary run, Duration age) {
    Instant last = Instant.EPOCH.plus(run.lastMicros(), ChronoUnit.MICROS);
    return run.lastMicros() > 0 && last.plus(age).isBefore(session.clock().instant());
  }

  private void remove(RunFolder run, Tally tally) {
    try {
      long bytes = RunRemoval.bytes(run);
      if (!dryRun && !RunRemoval.remove(run)) {
        return;
      }
      tally.runs++;
      tally.bytes += bytes;
      session
          .out()
          .line((dryRun ? "would remove " : "removed ") + run.id() + ", " + Numbers.bytes(bytes));
    } catch (IOException e) {
      tally.failures++;
      session.complain("cannot remove run " + run.id() + ": " + Reasons.of(e));
    }
  }

  private static final class Tally {
    private int runs;
    private long bytes;
    private int failures;
  }
}
