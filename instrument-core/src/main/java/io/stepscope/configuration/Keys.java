package io.stepscope.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** All keys, in the order in which documentation and help show them. */
public final class Keys {

  public static final Key<Boolean> ENABLED =
      new Key<>("enabled", Forms.ON_OFF, "on", "Whether anything is recorded at all.");

  public static final Key<Path> DIR =
      new Key<>("dir", Forms.PATH, "runs", "Folder of the runs, each in a folder of its own.");

  public static final Key<String> EXPERIMENT =
      new Key<>("experiment", Forms.TEXT, "default", "Named group the run belongs to.");

  public static final Key<String> NAME =
      new Key<>("name", Forms.TEXT, "", "How people call the run; the run's id when not set.");

  public static final Key<String> RESUME =
      new Key<>("resume", Forms.RUN_ID, "", "Id of a run to continue after its last step.");

  public static final Key<Integer> RANK =
      new Key<>(
          "rank", Forms.COUNT, "0", "Number of this process among those that train together.");

  public static final Key<List<String>> TRACKERS =
      new Key<>(
          "trackers",
          Forms.LIST,
          "tensorboard",
          "Experiment trackers that get the run; set to nothing, it is recorded only.");

  public static final Key<HistogramSchedule> HISTOGRAMS =
      new Key<>(
          "histograms",
          Forms.HISTOGRAMS,
          "auto",
          "How often tensors are looked at: `auto` as the overhead budget allows, `every:N` at"
              + " exactly every N-th step.");

  public static final Key<Double> OVERHEAD =
      new Key<>(
          "overhead",
          Forms.PERCENTAGE,
          "1%",
          "Share of the training time that recording may take when it can choose.");

  public static final Key<Boolean> CONSOLE =
      new Key<>(
          "console", Forms.ON_OFF, "on", "Whether standard output and error are recorded, too.");

  public static final Key<ProgressMode> PROGRESS =
      new Key<>(
          "progress",
          Forms.oneOf(ProgressMode.class),
          "auto",
          "How progress is shown on standard error.");

  public static final Key<Boolean> PROBES =
      new Key<>("probes", Forms.ON_OFF, "on", "Whether host and accelerators are sampled.");

  public static final Key<Boolean> LAYERS_DEVICE =
      new Key<>(
          "layers.device",
          Forms.ON_OFF,
          "off",
          "Whether layers are timed on their device, too, wherever they are timed.");

  public static final Key<Duration> PROBES_INTERVAL =
      new Key<>(
          "probes.interval",
          Forms.INTERVAL,
          "5s",
          "Time between samples; there is also one when a run starts and one when it ends.");

  public static final Key<Forwarding> FORWARD =
      new Key<>(
          "forward",
          Forms.oneOf(Forwarding.class),
          "thread",
          "Where trackers are fed from while the training runs: a thread for each, or a process of"
              + " its own that goes on after the training; `off` leaves it to `sync`.");

  public static final Key<Long> JOURNAL_MAX =
      new Key<>(
          "journal.max",
          Forms.SIZE,
          "4GiB",
          "Size at which a run's journal is full; what comes later is counted as lost.");

  public static final Key<OptionalInt> UI =
      new Key<>(
          "ui",
          Forms.PORT,
          "off",
          "Whether the dashboard is served while the training runs; `on` and port 0 take any free"
              + " port.");

  public static final Key<String> STEP =
      new Key<>(
          "step",
          Forms.METHOD,
          "",
          "Method of a training loop of one's own; each call of it is a step.");

  public static final Key<ResetMode> CONTROL_RESET =
      new Key<>(
          "control.reset",
          Forms.oneOf(ResetMode.class),
          "initializers",
          "Which weights a reset gives: new ones from the framework's initializers, or those of the"
              + " start, of which a copy is then stored.");

  public static final Key<TrackerMode> TRACKER_MODE =
      new Key<>(
          "<tracker>.mode",
          Forms.oneOf(TrackerMode.class),
          "auto",
          "Whether a tracker is sent to or its offline format is written; `auto` writes when"
              + " credentials or network are missing.");

  public static final Key<String> TRACKER_DIR =
      new Key<>(
          "<tracker>.dir",
          Forms.TEXT,
          "",
          "Folder for what a tracker writes; `./<tracker>/` when not set, for TensorBoard the run's"
              + " own folder.");

  public static final Key<String> TRACKER_OWN =
      new Key<>(
          "<tracker>.<key>", Forms.TEXT, "", "Settings of one tracker, listed on its own page.");

  public static final Key<String> COMMAND_RUN =
      new Key<>(
          "probes.command.<name>.run",
          Forms.TEXT,
          "",
          "Command that prints the state of an accelerator as JSON.");

  public static final Key<String> COMMAND_JSON =
      new Key<>(
          "probes.command.<name>.json.<metric>",
          Forms.JSON_PATH,
          "",
          "Where in that JSON a metric is.");

  public static final Key<String> FILE_METRIC =
      new Key<>(
          "probes.file.<name>.<metric>", Forms.TEXT, "", "Pattern of files that hold a number.");

  public static final Key<String> OPENMETRICS_URL =
      new Key<>(
          "probes.openmetrics.<name>.url",
          Forms.URL,
          "",
          "Address of an exporter of OpenMetrics or Prometheus text.");

  public static final Key<String> OPENMETRICS_METRIC =
      new Key<>(
          "probes.openmetrics.<name>.metric.<metric>",
          Forms.TEXT,
          "",
          "Which of its metrics is recorded under which name; all of them without any such key.");

  private static final List<Key<?>> ALL =
      List.of(
          ENABLED,
          DIR,
          EXPERIMENT,
          NAME,
          RESUME,
          RANK,
          TRACKERS,
          HISTOGRAMS,
          OVERHEAD,
          CONSOLE,
          PROGRESS,
          PROBES,
          PROBES_INTERVAL,
          LAYERS_DEVICE,
          FORWARD,
          JOURNAL_MAX,
          UI,
          STEP,
          CONTROL_RESET,
          TRACKER_MODE,
          TRACKER_DIR,
          TRACKER_OWN,
          COMMAND_RUN,
          COMMAND_JSON,
          FILE_METRIC,
          OPENMETRICS_URL,
          OPENMETRICS_METRIC);

  private Keys() {}

  /** All of them; names with angle brackets stand for a family of keys. */
  public static List<Key<?>> all() {
    return ALL;
  }
}
