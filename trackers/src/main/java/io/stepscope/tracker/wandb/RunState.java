package io.stepscope.tracker.wandb;

import io.stepscope.event.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the translation of the next event depends on, besides the event. */
final class RunState {
  /** How far the destination is; its own text. */
  String position = "";

  /** Wall time at which the run began. */
  long startMicros;

  /** How long it rested before it was resumed, all times together. */
  long pausedMicros;

  /** Wall time of the last event. */
  long lastMicros;

  /** Step of the last row that was handed on; steps of rows rise from there. */
  long lastRow = Stamp.NONE;

  /** Whether a run was begun. */
  boolean started;

  /** Exit code of the run as far as it ended; negative while it goes on. */
  int exitCode = -1;

  /** Wall time at which the run ended, as far as it did. */
  long endedMicros;

  /** Numbers the graphs. */
  int graphs;

  /** What people call the run, which group it belongs to, and so on. */
  RunFacts facts = RunFacts.UNKNOWN;

  /** The row of the step that is not over; null between steps. */
  @Nullable Row open;

  /** What belongs to no step, for the next row. */
  Row waiting = new Row(Row.WAITING);

  /** Measurements taken together, by their keys, and when the first was. */
  final Map<String, String> sample = new LinkedHashMap<>();

  long sampleMicros;

  /** Program and machine, as texts of JSON by W&amp;B's names. */
  final Map<String, String> environment = new LinkedHashMap<>();

  /** Tags, as {@code name:value}. */
  final List<String> tags = new ArrayList<>();

  long runtimeMicros(long micros) {
    return Math.max(0, micros - startMicros - pausedMicros);
  }

  /** How long the run took, in seconds, as far as it ended. */
  long endSeconds() {
    return runtimeMicros(endedMicros) / 1_000_000;
  }
}
