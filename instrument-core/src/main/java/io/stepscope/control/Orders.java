package io.stepscope.control;

/**
 * Takes the commands out of a mailbox, has each one carried out, and writes back and records what
 * became of it. Used under the lock of {@link Steering}.
 */
final class Orders {
  private final Course course;
  private final CommandApplication application;
  private final SteeringHost host;

  Orders(Course course, CommandApplication application, SteeringHost host) {
    this.course = course;
    this.application = application;
    this.host = host;
  }

  /** Carries out all that there are. */
  void carryOut(CommandInbox from, long step, ControlPoints points) throws MailboxException {
    for (Command command : from.take()) {
      finish(from, command, apply(from, command, step, points));
    }
  }

  /** Refuses all that there are. */
  void refuse(CommandInbox from, long step, String reason) throws MailboxException {
    for (Command command : from.take()) {
      finish(from, command, CommandApplication.refused(step, reason));
    }
  }

  void pause(CommandInbox to, long step) {
    course.pause();
    to.state(MailboxState.PAUSED, step);
  }

  void resume(CommandInbox to, long step) {
    course.resume();
    to.state(MailboxState.RUNNING, step);
  }

  private Acknowledgement apply(
      CommandInbox from, Command command, long step, ControlPoints points) {
    Action action = command.action();
    if (action == null) {
      return CommandApplication.refused(
          step, "this version does not know the command, or it was damaged");
    }
    if (course.stopReason() != null) {
      return CommandApplication.refused(step, "the training is being ended");
    }
    return switch (action) {
      case PAUSE -> {
        boolean already = course.isPaused();
        pause(from, step);
        yield CommandApplication.applied(step, already ? "was paused already" : "");
      }
      case RESUME -> {
        boolean was = course.isPaused() || course.isPauseDue();
        resume(from, step);
        yield CommandApplication.applied(step, was ? "" : "was not paused");
      }
      case STEP -> {
        resume(from, step);
        course.step();
        yield CommandApplication.applied(step, "");
      }
      case STOP -> stop(command, step, points);
      case RESET -> application.reset(step, points);
      case CHECKPOINT -> application.checkpoint(step, points);
      case SET -> application.set(from, command.name(), command.value(), step, points);
    };
  }

  private Acknowledgement stop(Command command, long step, ControlPoints points) {
    String refusal = points.refusal(Point.STOP);
    if (!refusal.isEmpty()) {
      return CommandApplication.refused(step, refusal);
    }
    course.stop("stopped by command " + command.id() + " at step " + step);
    return CommandApplication.applied(step, "");
  }

  private void finish(CommandInbox from, Command command, Acknowledgement outcome) {
    host.record(
        new ControlRecord(
            outcome.step(),
            Long.toString(command.id()),
            command.action() == null ? "" : command.action().word(),
            command.name(),
            text(outcome.oldValue()),
            text(outcome.newValue()),
            outcome.applied(),
            outcome.message()));
    from.acknowledge(command.id(), outcome);
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "" : NumberText.of(value);
  }
}
