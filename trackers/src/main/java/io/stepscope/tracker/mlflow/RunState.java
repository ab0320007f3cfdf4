package io.stepscope.tracker.mlflow;

import io.stepscope.event.Stamp;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that what is sent for the next event depends on, besides the event. Kept in the checkpoint.
 */
final class RunState {
  /** MLflow's id of the run; empty before it is made. */
  String runId = "";

  /** MLflow's id of the experiment. */
  String experimentId = "";

  /** Where artifacts go, as the server says. */
  String artifactUri = "";

  /** How names of stepped images are put together. */
  ImageNames imageNames = ImageNames.PERCENT;

  /** Whether the tag is set that makes the UI look for stepped images. */
  boolean imagesLogged;

  /** The training's step per rank, as far as events told. */
  final Map<Integer, Long> latestSteps = new TreeMap<>();

  /** Text files that grow, by their path. */
  final Map<String, GrowingFiles.Growth> files = new TreeMap<>();

  /** How many histograms there were of each series. */
  final Map<String, Long> histograms = new TreeMap<>();

  /** A hash of the value under which each hyper-parameter was logged: that cannot be changed. */
  final Map<String, String> params = new TreeMap<>();

  /** How often each alert came. */
  final Map<String, Long> alerts = new TreeMap<>();

  /** Tables that the UI is told of, the latest last. */
  final Set<String> tables = new LinkedHashSet<>();

  /** Keys of series that are not called as recorded, as far as the list of them says so. */
  final Set<String> renamed = new TreeSet<>();

  RunState copy() {
    RunState copy = new RunState();
    copy.runId = runId;
    copy.experimentId = experimentId;
    copy.artifactUri = artifactUri;
    copy.imageNames = imageNames;
    copy.imagesLogged = imagesLogged;
    copy.latestSteps.putAll(latestSteps);
    copy.files.putAll(files);
    copy.histograms.putAll(histograms);
    copy.params.putAll(params);
    copy.alerts.putAll(alerts);
    copy.tables.addAll(tables);
    copy.renamed.addAll(renamed);
    return copy;
  }

  /**
   * The event's step, or the one its rank is at when it has none. Per rank, since only the order
   * within a rank is the same when events are delivered again.
   */
  long stepOf(Stamp stamp) {
    return stamp.hasStep() ? stamp.step() : latestSteps.getOrDefault(stamp.rank(), 0L);
  }

  /** Takes note of an event; before {@link #stepOf} is asked for the next one. */
  void passed(Stamp stamp) {
    if (stamp.hasStep()) {
      latestSteps.merge(stamp.rank(), stamp.step(), Math::max);
    }
  }

  /** How often something was counted before. */
  static long counted(Map<String, Long> counts, String key) {
    Long before = counts.get(key);
    counts.put(key, before == null ? 1 : before + 1);
    return before == null ? 0 : before;
  }
}
