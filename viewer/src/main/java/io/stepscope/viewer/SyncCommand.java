package io.stepscope.viewer;

import io.stepscope.Configuration;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.tracker.TrackerProvider;
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
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
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

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  SyncCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ConfiguredTracker> trackers = trackers();
    List<RunFolder> found = new ArrayList<>();
    for (String run : runs) {
      found.add(folder.find(run, session));
    }
    boolean everything = true;
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    for (RunFolder run : found) {
      SyncOptions options = new SyncOptions(false, PATIENCE, status -> {});
      List<ForwardStatus> status =
          Sync.deliver(
              run, trackers, which -> RunLiveness.isAlive(which, session.clock()), options);
      everything &= status.stream().allMatch(ForwardStatus::hasEverything);
      List<Receipt> receipts = status.stream().map(TrackerReceipts::of).toList();
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      result.put("run", run.id());
      result.put("trackers", RunJson.receipts(receipts));
      results.add(result);
      if (!json) {
        session.out().line(session.out().terminal().title(run.id()));
        session.out().lines(ReceiptLines.lines(receipts, session.out().terminal(), "  "));
        session.out().flush();
      }
    }
    if (json) {
      session.out().json(results);
    }
    return everything ? 0 : 1;
  }

  private List<ConfiguredTracker> trackers() {
    Map<String, TrackerProvider> known = new TreeMap<>();
    for (TrackerProvider provider :
        ServiceLoader.load(TrackerProvider.class, SyncCommand.class.getClassLoader())) {
      known.put(provider.name(), provider);
    }
    Map<String, Set<String>> keys = new TreeMap<>();
    known.forEach((name, provider) -> keys.put(name, provider.keys()));
    Configuration configuration =
        Configuration.builder().surroundings(session.surroundings()).knownTrackers(keys).build();
    List<ConfiguredTracker> trackers = new ArrayList<>();
    for (String name : to) {
      TrackerProvider provider = known.get(name);
      if (provider == null) {
        String message = "no tracker '" + name + "'; there is " + String.join(", ", known.keySet());
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
      }
      trackers.add(new ConfiguredTracker(provider, configuration.tracker(name)));
    }
    return trackers;
  }
}
