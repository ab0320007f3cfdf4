package io.stepscope.viewer.report;

import io.stepscope.control.Acknowledgement;
import io.stepscope.control.Action;
import io.stepscope.control.ControlValue;
import io.stepscope.control.MailboxState;
import io.stepscope.control.NumberText;
import io.stepscope.control.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What became of a command, and what can be steered, for people. */
public final class ControlText {
  private static final String INDENT = "  ";

  private ControlText() {}

  /** A command that was applied, in one line. */
  public static String outcome(Action action, String target, Acknowledgement outcome) {
    String done =
        switch (action) {
          case PAUSE -> "paused";
          case RESUME -> "resumed";
          case STEP -> "training one step";
          case STOP -> "stopped";
          case RESET -> "reset";
          case CHECKPOINT -> "checkpoint";
          case SET -> change(target, outcome);
        };
    String message = outcome.message().isEmpty() ? "" : ": " + outcome.message();
    return done + " at step " + outcome.step() + message;
  }

  /** What can be steered. */
  public static List<String> points(
      String run, MailboxState state, long step, Set<Point> points, List<ControlValue> values) {
    List<String> lines = new ArrayList<>();
    String word = state.name().toLowerCase(Locale.ROOT);
    lines.add(run + "  " + word + (state == MailboxState.PAUSED ? " at step " + step : ""));
    lines.add(INDENT + String.join(" ", actions(state, points)));
    int width = values.stream().mapToInt(value -> value.name().length()).max().orElse(0);
    for (ControlValue value : values) {
      lines.add(
          INDENT
              + value.name()
              + " ".repeat(width - value.name().length() + 2)
              + (Double.isNaN(value.value()) ? "?" : NumberText.of(value.value()))
              + bounds(value));
    }
    return lines;
  }

  /** Words of the actions that would not be refused. */
  static List<String> actions(MailboxState state, Set<Point> points) {
    List<String> actions = new ArrayList<>();
    if (state == MailboxState.IDLE || state == MailboxState.ENDED) {
      actions.add("takes no commands now");
      return actions;
    }
    for (Action action : Action.values()) {
      boolean possible =
          switch (action) {
            case PAUSE, RESUME, STEP -> true;
            case STOP -> points.contains(Point.STOP);
            case RESET -> points.contains(Point.RESET);
            case CHECKPOINT -> points.contains(Point.CHECKPOINT);
            case SET -> false;
          };
      if (possible) {
        actions.add(action.word());
      }
    }
    return actions;
  }

  private static String change(String target, Acknowledgement outcome) {
    String before = Double.isNaN(outcome.oldValue()) ? "?" : NumberText.of(outcome.oldValue());
    return target + " " + before + " -> " + NumberText.of(outcome.newValue());
  }

  private static String bounds(ControlValue value) {
    boolean least = value.min() > -Double.MAX_VALUE;
    boolean most = value.max() < Double.MAX_VALUE;
    return (least || most ? "  (" : "")
        + (least ? "from " + NumberText.of(value.min()) : "")
        + (least && most ? " " : "")
        + (most ? "to " + NumberText.of(value.max()) : "")
        + (least || most ? ")" : "");
  }
}
