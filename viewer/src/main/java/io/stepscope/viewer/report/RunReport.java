package io.stepscope.viewer.report;

import io.stepscope.event.Params.Group;
import io.stepscope.event.TensorHistogram;
import io.stepscope.viewer.run.LayerRow;
import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The report of one run, section by section; a section without content is left out. */
public final class RunReport {
  private static final String INDENT = "  ";
  private static final String LAYERS =
      "layers (norms of gradients and weights; update: norm of the update / norm of the weights)";
  private static final int MOST_LAYERS = 40;
  private static final int HISTOGRAM_BARS = 20;

  private final Terminal terminal;
  private final ZoneId zone;
  private final List<String> lines = new ArrayList<>();

  private RunReport(Terminal terminal, ZoneId zone) {
    this.terminal = terminal;
    this.zone = zone;
  }

  /**
   * Writes the report.
   *
   * @param wanted what to show
   * @param receipts what trackers got of the run
   */
  public static List<String> lines(
      RunDetails run, List<Receipt> receipts, Wanted wanted, Terminal terminal, ZoneId zone) {
    RunReport report = new RunReport(terminal, zone);
    report.write(run, receipts, wanted);
    return report.lines;
  }

  /** Only the distribution of one tensor. */
  public static List<String> histogram(TensorHistogram histogram, Terminal terminal) {
    return HistogramBars.lines(
        histogram, histogram.histogram().linear(HISTOGRAM_BARS), terminal, INDENT);
  }

  private void write(RunDetails run, List<Receipt> receipts, Wanted wanted) {
    RunDigest digest = run.digest();
    lines.addAll(RunHeader.lines(run, terminal, zone));
    section("hyper-parameters", ParamLines.all(digest.params(Group.PARAMS), terminal, INDENT));
    section("tags", ParamLines.all(digest.params(Group.TAGS), terminal, INDENT));
    section("where it comes from", CoordinateLines.lines(digest, terminal, INDENT));
    section("", Charts.lines(digest.series(), wanted.charts(), terminal));
    layers(digest.layers(), wanted.allLayers());
    section(
        timeTitle("where the time went", digest.timedSteps()),
        TimeBars.lines(digest.times(), digest.timedSteps(), terminal, INDENT));
    section(
        timeTitle("where the time of the device went", digest.stepsTimedOnDevices()),
        TimeBars.lines(digest.deviceTimes(), digest.stepsTimedOnDevices(), terminal, INDENT));
    section("host and accelerators", MachineTable.lines(digest.series(), terminal, INDENT));
    section("alerts", AlertLines.lines(digest, terminal, INDENT));
    section("control", ControlLines.lines(digest, terminal, INDENT));
    section("artifacts", ArtifactLines.lines(digest.artifacts(), terminal, INDENT));
    section("trackers", ReceiptLines.lines(receipts, terminal, INDENT));
    section("recording", RecordingLines.lines(run, terminal, INDENT));
  }

  private void layers(List<LayerRow> layers, boolean all) {
    int shown = all ? layers.size() : Math.min(MOST_LAYERS, layers.size());
    if (shown == 0) {
      return;
    }
    section(LAYERS, LayerTable.lines(layers.subList(0, shown), terminal, INDENT));
    if (shown < layers.size()) {
      lines.add(INDENT + "and " + (layers.size() - shown) + " more, with --all");
    }
  }

  private static String timeTitle(String what, long steps) {
    return steps == 0 ? what : what + ", over " + Numbers.count(steps) + " steps";
  }

  private void section(String title, List<String> content) {
    if (content.isEmpty()) {
      return;
    }
    lines.add("");
    if (!title.isEmpty()) {
      lines.add(terminal.title(title));
    }
    lines.addAll(content);
  }

  /**
   * What a user wants to see beyond the usual.
   *
   * @param charts series to draw; empty for the most telling ones
   * @param allLayers whether to show every parameter, however many there are
   */
  public record Wanted(List<String> charts, boolean allLayers) {
    public Wanted {
      charts = List.copyOf(charts);
    }
  }
}
