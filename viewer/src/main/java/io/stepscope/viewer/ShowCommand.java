package io.stepscope.viewer;

import io.stepscope.event.TensorHistogram;
import io.stepscope.folder.RunFolder;
import io.stepscope.spelling.Nearest;
import io.stepscope.viewer.report.Receipt;
import io.stepscope.viewer.report.RunJson;
import io.stepscope.viewer.report.RunReport;
import io.stepscope.viewer.run.HistogramChoice;
import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Show a run: how it went, its layers, and where the time went.")
final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Parameters(paramLabel = "RUN", description = "an id, a unique prefix of one, a name or 'latest'")
  private String run = "";

  @Option(
      names = "--chart",
      paramLabel = "NAME",
      description = "series to draw, instead of the most telling ones; may be repeated")
  private List<String> charts = new ArrayList<>();

  @Option(names = "--all", description = "every layer, however many there are")
  private boolean all;

  @ArgGroup(exclusive = false)
  private @Nullable HistogramOptions histogram;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  static final class HistogramOptions {
    @Option(
        names = "--histogram",
        required = true,
        paramLabel = "NAME",
        description = "only the histogram of a series, for instance gradients/01Linear_weight")
    private String name = "";

    @Option(
        names = "--step",
        paramLabel = "N",
        description = "the histogram nearest to this step (default: the latest)")
    private @Nullable Long step;

    HistogramChoice choice() {
      return step == null ? HistogramChoice.latest(name) : HistogramChoice.nearest(name, step);
    }
  }

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder found = folder.find(run, session);
    HistogramChoice choice = histogram == null ? HistogramChoice.none() : histogram.choice();
    RunDetails details = RunDetails.read(found, folder.catalog(session), choice);
    if (histogram != null) {
      show(choice);
    } else {
      show(details, TrackerReceipts.read(found));
    }
    return 0;
  }

  private void show(HistogramChoice choice) {
    TensorHistogram chosen =
        choice.chosen().orElseThrow(() -> missing("histogram", choice.name(), choice.names()));
    if (json) {
      session.out().json(RunJson.histogram(chosen));
    } else {
      session.out().lines(RunReport.histogram(chosen, session.out().terminal()));
    }
  }

  private void show(RunDetails details, List<Receipt> receipts) {
    for (String chart : charts) {
      if (!details.digest().series().has(chart)) {
        throw missing("series", chart, details.digest().series().byName().keySet());
      }
    }
    if (json) {
      session.out().json(RunJson.details(details, receipts));
    } else {
      RunReport.Wanted wanted = new RunReport.Wanted(charts, all);
      Terminal terminal = session.out().terminal();
      session.out().lines(RunReport.lines(details, receipts, wanted, terminal, session.zone()));
    }
  }

  private Failure missing(String what, String name, Set<String> known) {
    return new Failure(
        "no "
            + what
            + " '"
            + name
            + "' in run "
            + run
            + (known.isEmpty() ? ", nor any other" : "; nearest is " + Nearest.to(name, known)));
  }
}
