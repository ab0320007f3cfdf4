package io.stepscope.viewer;

import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.forward.Verification;
import io.stepscope.forward.Verify;
import io.stepscope.progress.Terminal;
import io.stepscope.viewer.report.Comparison;
import io.stepscope.viewer.report.ComparisonLines;
import io.stepscope.viewer.report.KindReceiptLines;
import io.stepscope.viewer.report.Receipt;
import io.stepscope.viewer.report.ReceiptLines;
import io.stepscope.viewer.report.RunJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sync",
    description = {
      "Deliver runs to trackers: what they have already is not delivered again.",
      "The trackers need not be those that a run was configured with."
    })
final class SyncCommand implements Callable<Integer> {
  /** How long to go on when a tracker takes nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "ids, unique prefixes, names or 'latest'")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--to",
      required = true,
      split = ",",
      paramLabel = "TRACKER",
      description = "trackers, with a comma between them")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--verify",
      description = "then read back what the trackers hold, and compare it with what was recorded")
  private boolean verify;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  SyncCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ConfiguredTracker> trackers =
        new KnownTrackers(session).named(to, Objects.requireNonNull(spec));
    List<RunFolder> found = new ArrayList<>();
    for (String run : runs) {
      found.add(folder.find(run, session));
    }
    boolean good = true;
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    for (RunFolder run : found) {
      List<ForwardStatus> status = deliver(run, trackers);
      good &= status.stream().allMatch(ForwardStatus::hasEverything);
      List<Comparison> comparisons = new ArrayList<>();
      if (verify) {
        for (ConfiguredTracker tracker : trackers) {
          Verification verification = Verify.of(run, tracker);
          good &= verification.isSame() || verification.isUnreadable();
          comparisons.add(TrackerReceipts.of(verification));
        }
      }
      results.add(report(run, status.stream().map(TrackerReceipts::of).toList(), comparisons));
    }
    if (json) {
      session.out().json(results);
    }
    return good ? 0 : 1;
  }

  private List<ForwardStatus> deliver(RunFolder run, List<ConfiguredTracker> trackers)
      throws IOException, InterruptedException {
    if (json || !Terminal.isStandardErrorInteractive()) {
      return deliver(
          run, trackers, new SyncOptions(false, PATIENCE, status -> {}, session::complain));
    }
    try (SyncProgress progress =
        new SyncProgress(
            session.err(), session.out().terminal(), run.id(), SyncProgress.count(run))) {
      return deliver(
          run, trackers, new SyncOptions(false, PATIENCE, progress::show, session::complain));
    }
  }

  private List<ForwardStatus> deliver(
      RunFolder run, List<ConfiguredTracker> trackers, SyncOptions options)
      throws InterruptedException {
    return Sync.deliver(
        run, trackers, which -> RunLiveness.isAlive(which, session.clock()), options);
  }

  private Map<String, @Nullable Object> report(
      RunFolder run, List<Receipt> receipts, List<Comparison> comparisons) {
    if (!json) {
      Output out = session.out();
      out.line(out.terminal().title(run.id()));
      out.lines(ReceiptLines.lines(receipts, out.terminal(), "  "));
      out.line("");
      out.lines(KindReceiptLines.lines(receipts, out.terminal(), "  "));
      if (verify) {
        out.line("");
        out.lines(ComparisonLines.lines(comparisons, out.terminal(), "  "));
      }
      out.flush();
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("run", run.id());
    result.put("trackers", RunJson.receipts(receipts));
    if (verify) {
      result.put("verified", ComparisonLines.json(comparisons));
    }
    return result;
  }
}
