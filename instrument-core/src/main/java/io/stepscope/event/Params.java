package io.stepscope.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inputs or labels of the run; a later value of a key replaces an earlier one.
 *
 * @param group what they describe
 * @param values in the given order; each {@link String}, {@link Long}, {@link Double} or {@link
 *     Boolean}
 */
public record Params(Stamp stamp, Group group, Map<String, Object> values) implements Event {

  /** What a set of values describes. */
  public enum Group {
    /** Hyper-parameters. */
    PARAMS,
    /** Labels of the run. */
    TAGS,
    /** Coordinates: commit, branch, remote, program. */
    CODE,
    /** Coordinates: what it trained on. */
    DATA,
    /** Coordinates: configuration of the framework and of Stepscope. */
    CONFIG,
    /** Coordinates: machine, operating system, JVM, libraries. */
    ENVIRONMENT,
    /** Coordinates: the pipeline execution that started it. */
    PIPELINE
  }

  public Params {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  @Override
  public EventKind kind() {
    return EventKind.PARAMS;
  }
}
