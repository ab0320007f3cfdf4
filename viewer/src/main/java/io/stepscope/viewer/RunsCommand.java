package io.stepscope.viewer;

import io.stepscope.viewer.report.RunJson;
import io.stepscope.viewer.report.RunTable;
import io.stepscope.viewer.run.RunSummary;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "List the runs, newest first.")
final class RunsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  RunsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    List<RunSummary> runs = folder.catalog(session).summaries();
    if (json) {
      session.out().json(runs.stream().map(RunJson::summary).toList());
    } else if (runs.isEmpty()) {
      session.out().line("no runs in " + folder.dir(session));
    } else {
      session.out().lines(RunTable.lines(runs, session.out().terminal(), session.zone()));
    }
    return 0;
  }
}
