package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import java.util.Locale;

/** What the text dashboard says about the run itself, under series that begin with {@code run/}. */
final class RunTexts {

  private RunTexts() {}

  /** A text and the series it belongs to. */
  record Entry(String series, String markdown) {}

  static Entry of(Event event) {
    if (event instanceof RunStarted started) {
      return new Entry(
          "run/status",
          Markdown.verbatim(started.name())
              + " of experiment "
              + Markdown.verbatim(started.experiment())
              + (started.resumed() ? " **resumed**" : " **started**")
              + ", run "
              + Markdown.verbatim(started.stamp().run())
              + ", Stepscope "
              + Markdown.verbatim(started.version()));
    }
    if (event instanceof RunEnded ended) {
      String reason = ended.reason().isEmpty() ? "" : ": " + Markdown.verbatim(ended.reason());
      return new Entry("run/status", "**" + ended.status().word() + "**" + reason);
    }
    if (event instanceof Alert alert) {
      return new Entry(
          "run/alerts",
          "**"
              + alert.severity()
              + "** "
              + Markdown.verbatim(alert.title())
              + "\n\n"
              + Markdown.verbatim(alert.text()));
    }
    if (event instanceof Artifact artifact) {
      return new Entry(
          "run/artifacts",
          Markdown.verbatim(artifact.name())
              + " ("
              + Markdown.verbatim(artifact.type())
              + ", "
              + artifact.bytes()
              + " bytes), SHA-256 `"
              + artifact.sha256()
              + '`');
    }
    if (event instanceof ControlAction action) {
      return new Entry("run/control", control(action));
    }
    throw new IllegalArgumentException("no text for " + event.kind());
  }

  static String series(Params.Group group) {
    return "run/" + group.name().toLowerCase(Locale.ROOT);
  }

  static String series(ConsoleLine.Stream stream) {
    return "console/" + stream.name().toLowerCase(Locale.ROOT);
  }

  private static String control(ControlAction action) {
    StringBuilder out = new StringBuilder();
    out.append("**").append(Markdown.verbatim(action.action())).append("** ");
    out.append(Markdown.verbatim(action.target()));
    if (!action.oldValue().isEmpty()) {
      out.append(" from ").append(Markdown.verbatim(action.oldValue()));
    }
    if (!action.newValue().isEmpty()) {
      out.append(" to ").append(Markdown.verbatim(action.newValue()));
    }
    if (action.outcome() == ControlAction.Outcome.REFUSED) {
      out.append(" **refused**");
    }
    if (!action.message().isEmpty()) {
      out.append(": ").append(Markdown.verbatim(action.message()));
    }
    return out.append(" (").append(Markdown.verbatim(action.command())).append(')').toString();
  }
}
