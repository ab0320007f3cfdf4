package io.stepscope.control;

import org.jspecify.annotations.Nullable;

/** Applies the commands that change the training itself, one by one. Throws nothing. */
final class CommandApplication {

  private final LiveValues values;
  private final SteeringHost host;

  CommandApplication(LiveValues values, SteeringHost host) {
    this.values = values;
    this.host = host;
  }

  Acknowledgement set(
      CommandInbox inbox, String name, double value, long step, ControlPoints points) {
    LiveValue declared = values.find(name);
    if (declared != null) {
      return set(inbox, declared, value, step);
    }
    if (!name.equals(LiveValues.LEARNING_RATE)) {
      String known = String.join(", ", values.names());
      return refused(
          step,
          "nothing called '"
              + name
              + "' can be set; "
              + (known.isEmpty() ? "nor anything else" : "there is " + known));
    }
    if (!Double.isFinite(value) || value < 0) {
      return refused(
          step, "learning_rate must be a number, 0 or more, not " + NumberText.of(value));
    }
    return guarded(Point.LEARNING_RATE, step, points, () -> learningRate(value, step, points));
  }

  Acknowledgement reset(long step, ControlPoints points) {
    return guarded(
        Point.RESET,
        step,
        points,
        () -> {
          points.reset();
          return applied(step, "");
        });
  }

  Acknowledgement checkpoint(long step, ControlPoints points) {
    return guarded(
        Point.CHECKPOINT, step, points, () -> applied(step, host.checkpoint(step, points)));
  }

  private Acknowledgement set(CommandInbox inbox, LiveValue declared, double value, long step) {
    if (!(value >= declared.min() && value <= declared.max())) {
      return refused(
          step,
          declared.name()
              + " must be from "
              + NumberText.of(declared.min())
              + " to "
              + NumberText.of(declared.max())
              + ", not "
              + NumberText.of(value));
    }
    double before = declared.get();
    values.set(inbox, declared, value);
    return new Acknowledgement(true, step, before, value, "");
  }

  /** A change may cost a framework much, so one that changes nothing is not made. */
  private static Acknowledgement learningRate(double rate, long step, ControlPoints points)
      throws Exception {
    double before = points.learningRate();
    boolean same = before == rate || ((float) before == before && (float) rate == before);
    if (!same) {
      points.learningRate(rate);
    }
    return new Acknowledgement(true, step, before, rate, "");
  }

  private Acknowledgement guarded(Point point, long step, ControlPoints points, Work work) {
    try {
      String refusal = points.refusal(point);
      return refusal.isEmpty() ? work.apply() : refused(step, refusal);
    } catch (Throwable t) {
      host.failure("applying a command", t);
      return refused(step, "it failed: " + reason(t));
    }
  }

  static Acknowledgement applied(long step, String message) {
    return new Acknowledgement(true, step, Double.NaN, Double.NaN, message);
  }

  static Acknowledgement refused(long step, String message) {
    return new Acknowledgement(false, step, Double.NaN, Double.NaN, message);
  }

  private static String reason(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    String line = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    return thrown.getClass().getSimpleName() + line;
  }

  /** Something that a framework may fail at. */
  private interface Work {
    Acknowledgement apply() throws Exception;
  }
}
