package io.stepscope.viewer.report;

import io.stepscope.control.Acknowledgement;
import io.stepscope.control.Action;
import io.stepscope.control.ControlValue;
import io.stepscope.control.MailboxState;
import io.stepscope.control.Point;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of a command, and what can be steered, to be written as JSON. */
public final class ControlJson {
  private ControlJson() {}

  /** A command and what became of it. */
  public static Map<String, @Nullable Object> outcome(
      String run, long id, Action action, String target, Acknowledgement outcome) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("run", run);
    json.put("command", Long.toString(id));
    json.put("action", action.word());
    json.put("target", target);
    json.put("outcome", outcome.applied() ? "applied" : "refused");
    json.put("step", outcome.step());
    json.put("old", number(outcome.oldValue()));
    json.put("new", number(outcome.newValue()));
    json.put("message", outcome.message());
    return json;
  }

  /** What can be steered. */
  public static Map<String, @Nullable Object> points(
      String run, MailboxState state, long step, Set<Point> points, List<ControlValue> values) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("run", run);
    json.put("state", state.name().toLowerCase(Locale.ROOT));
    json.put("paused_at", state == MailboxState.PAUSED ? step : null);
    boolean takes = state == MailboxState.RUNNING || state == MailboxState.PAUSED;
    json.put("actions", takes ? ControlText.actions(state, points) : List.of());
    json.put("values", values.stream().map(ControlJson::value).toList());
    return json;
  }

  private static Map<String, @Nullable Object> value(ControlValue value) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", value.name());
    json.put("value", number(value.value()));
    json.put("min", value.min() > -Double.MAX_VALUE ? value.min() : null);
    json.put("max", value.max() < Double.MAX_VALUE ? value.max() : null);
    return json;
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
