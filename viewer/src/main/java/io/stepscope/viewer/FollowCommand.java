package io.stepscope.viewer;

import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.viewer.report.Receipt;
import io.stepscope.viewer.report.ReceiptLines;
import java.io.IOException;
import java.time.Duration;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "forward",
    description = {
      "Forward a run to trackers while it goes on, and end when it has ended and they have it.",
      "For runs with 'forward=off'; what another process forwards is left to it until it ends."
    })
final class FollowCommand implements Callable<Integer> {
  /** How long to go on after the end of the run when nothing moves. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "an id, a unique prefix of one, a name or 'latest'")
  private String run = "";

  @Option(
      names = "--to",
      split = ",",
      paramLabel = "TRACKER",
      description = "trackers, with a comma between them (default: the configured 'trackers')")
  private List<String> to = new ArrayList<>();

  FollowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    KnownTrackers known = new KnownTrackers(session);
    List<ConfiguredTracker> trackers = known.named(to.isEmpty() ? known.configured() : to, command);
    if (trackers.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "no tracker is configured; name one with --to");
    }
    RunFolder found = folder.find(run, session);
    SyncOptions options = new SyncOptions(true, PATIENCE, status -> {}, session::complain);
    List<ForwardStatus> status =
        Sync.deliver(
            found, trackers, which -> RunLiveness.isAlive(which, session.clock()), options);
    List<Receipt> receipts = status.stream().map(TrackerReceipts::of).toList();
    session.out().line(session.out().terminal().title(found.id()));
    session.out().lines(ReceiptLines.lines(receipts, session.out().terminal(), "  "));
    return status.stream().allMatch(ForwardStatus::hasEverything) ? 0 : 1;
  }
}
