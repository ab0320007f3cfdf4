package io.stepscope.viewer.run;

import io.stepscope.event.RunStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the list of runs.
 *
 * @param id of the run
 * @param experiment named group; empty when unknown
 * @param name how people call it; empty when it has none
 * @param status null when it cannot be told
 * @param reason why it ended, one line; may be empty
 * @param startedMicros microseconds since 1970; 0 when unknown
 * @param lastMicros time of the end or the last event; 0 when unknown
 * @param steps number of steps recorded so far
 * @param loss latest {@code train/loss}; null when there is none
 * @param remark why parts are missing, one line; empty when they are not
 */
public record RunSummary(
    String id,
    String experiment,
    String name,
    @Nullable RunStatus status,
    String reason,
    long startedMicros,
    long lastMicros,
    long steps,
    @Nullable Double loss,
    String remark) {

  static RunSummary unreadable(String id, String remark) {
    return new RunSummary(id, "", "", null, "", 0, 0, 0, null, remark);
  }

  /** The status as users see it; {@code unreadable} when it cannot be told. */
  public String statusWord() {
    return Optional.ofNullable(status).map(RunStatus::word).orElse("unreadable");
  }

  /** Time from start to the last event; -1 when unknown. */
  public long durationNanos() {
    return startedMicros > 0 && lastMicros >= startedMicros
        ? (lastMicros - startedMicros) * 1000
        : -1;
  }
}
