package io.stepscope.viewer.run;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunStarted;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.journal.JournalHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All events of a run, reduced to what can be shown. Its size depends on the number of names, not
 * on the number of steps. Not thread-safe.
 */
public final class RunDigest implements JournalHandler {
  private static final int MOST_ALERTS = 20;
  private static final int MOST_ACTIONS = 20;

  private final HistogramChoice histograms;
  private final Series series = new Series();
  private final Layers layers = new Layers();
  private final StepTimes times = StepTimes.onHost();
  private final StepTimes deviceTimes = StepTimes.onDevices();
  private final LastSteps last = new LastSteps();
  private final Map<Params.Group, Map<String, Object>> params = new EnumMap<>(Params.Group.class);
  private final Map<String, Artifact> artifacts = new LinkedHashMap<>();
  private final List<Alert> alerts = new ArrayList<>();
  private long alertCount;
  private final Deque<ControlAction> actions = new ArrayDeque<>();
  private long actionCount;
  private String version = "";

  /**
   * @param histograms which histogram to keep
   */
  public RunDigest(HistogramChoice histograms) {
    this.histograms = histograms;
  }

  @Override
  public void scalar(
      String run,
      int rank,
      long sequence,
      long step,
      int epoch,
      long timeMicros,
      String name,
      double value,
      boolean float32) {
    last.scalar(run, rank, sequence, step, epoch, timeMicros, name, value, float32);
    if (!layers.scalar(name, step, value)) {
      series.add(name, step, value);
    }
  }

  @Override
  public void event(Event event) {
    last.event(event);
    series.learn(event);
    if (event instanceof Timing timing) {
      times.timing(timing.name(), timing.nanos());
      deviceTimes.timing(timing.name(), timing.nanos());
    } else if (event instanceof TensorHistogram histogram) {
      layers.histogram(histogram.name(), histogram.stamp().step(), histogram.histogram());
      histograms.offer(histogram);
    } else if (event instanceof Params some) {
      params.computeIfAbsent(some.group(), group -> new LinkedHashMap<>()).putAll(some.values());
    } else if (event instanceof ModelGraph graph) {
      layers.graph(graph);
    } else if (event instanceof Artifact artifact) {
      artifacts.put(artifact.name(), artifact);
    } else if (event instanceof Alert alert) {
      alertCount++;
      if (alerts.size() < MOST_ALERTS) {
        alerts.add(alert);
      }
    } else if (event instanceof ControlAction action) {
      actionCount++;
      actions.add(action);
      if (actions.size() > MOST_ACTIONS) {
        actions.remove();
      }
    } else if (event instanceof RunStarted start) {
      version = start.version();
    }
  }

  /** The histogram that was asked for, and which there are. */
  public HistogramChoice histograms() {
    return histograms;
  }

  /** Scalars but those of single parameters. */
  public Series series() {
    return series;
  }

  /** The parameters of the model. */
  public List<LayerRow> layers() {
    return layers.rows();
  }

  /** Where the time of the steps went; empty when no phase was timed. */
  public List<TimeShare> times() {
    return times.shares();
  }

  /** Steps whose whole time is known. */
  public long timedSteps() {
    return times.steps();
  }

  /** Where the time of devices went; empty when none was timed. */
  public List<TimeShare> deviceTimes() {
    return deviceTimes.shares();
  }

  /** Steps whose whole time on devices is known. */
  public long stepsTimedOnDevices() {
    return deviceTimes.steps();
  }

  public long steps() {
    return last.steps();
  }

  public int epochs() {
    return last.epochs();
  }

  /** Time of the last event, microseconds since 1970. */
  public long lastMicros() {
    return last.lastMicros();
  }

  /** The values of a group, in order of first appearance. */
  public Map<String, Object> params(Params.Group group) {
    return params.getOrDefault(group, Map.of());
  }

  /** The latest of each name. */
  public Collection<Artifact> artifacts() {
    return artifacts.values();
  }

  /** The first few alerts; {@link #alertCount} tells how many there were. */
  public List<Alert> alerts() {
    return alerts;
  }

  public long alertCount() {
    return alertCount;
  }

  /** The last few commands; {@link #actionCount} tells how many there were. */
  public Collection<ControlAction> actions() {
    return actions;
  }

  public long actionCount() {
    return actionCount;
  }

  /** Version of Stepscope that recorded last; empty when unknown. */
  public String version() {
    return version;
  }
}
