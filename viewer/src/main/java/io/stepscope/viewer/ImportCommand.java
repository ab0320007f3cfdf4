package io.stepscope.viewer;

import io.stepscope.RunImport;
import io.stepscope.foreign.ForeignRun;
import io.stepscope.foreign.RunFormat;
import io.stepscope.foreign.RunFormats;
import io.stepscope.progress.Terminal;
import io.stepscope.viewer.report.ImportLines;
import io.stepscope.viewer.run.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Make runs of what other programs recorded; afterwards they are runs like any other.",
      "What was imported before is not imported again; what is new of it is added."
    })
final class ImportCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FORMAT", description = "tensorboard: event files")
  private String format = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PATH",
      description = "folders; each folder below them that holds event files is a run")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "experiment of the runs (default: the name of the folder PATH)")
  private @Nullable String experiment;

  @Option(
      names = "--everything",
      description = "keep what a restart of the training took back, too")
  private boolean everything;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  private final List<Map<String, @Nullable Object>> results = new ArrayList<>();
  private boolean good = true;

  ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunFormat reader = reader();
    for (Path path : paths) {
      try {
        all(reader, path);
      } catch (IOException e) {
        trouble(Reasons.of(e));
      }
    }
    if (json) {
      session.out().json(results);
    }
    return good ? 0 : 1;
  }

  private void all(RunFormat reader, Path path) throws IOException {
    Path place = session.surroundings().workingDirectory().resolve(path);
    List<ForeignRun> runs = reader.find(place, session::complain, this::trouble);
    String group = experimentOf(place);
    if (runs.isEmpty()) {
      trouble("nothing to import in " + path);
    }
    for (ForeignRun run : runs) {
      imported(reader, run, group);
    }
  }

  /** What cannot be imported does not keep the rest from it. */
  private void trouble(String line) {
    session.complain(line);
    good = false;
  }

  private RunFormat reader() {
    List<String> known = new ArrayList<>();
    for (RunFormat reader : RunFormats.all()) {
      if (reader.name().equals(format)) {
        return reader;
      }
      known.add(reader.name());
    }
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "no format '" + format + "'; there is " + String.join(", ", known));
  }

  private String experimentOf(Path place) throws IOException {
    return experiment == null ? String.valueOf(place.toRealPath().getFileName()) : experiment;
  }

  private void imported(RunFormat reader, ForeignRun run, String group) {
    try {
      RunImport.Result result = deliver(reader, run, group);
      report(run, result);
    } catch (IOException e) {
      trouble(run.place() + ": " + Reasons.of(e));
    }
  }

  private RunImport.Result deliver(RunFormat reader, ForeignRun run, String group)
      throws IOException {
    RunImport to = new RunImport(folder.dir(session), group, everything);
    if (json || !Terminal.isStandardErrorInteractive()) {
      return to.of(reader.name(), run, bytes -> {});
    }
    try (ImportProgress progress =
        new ImportProgress(session.err(), session.out().terminal(), run.name(), run.bytes())) {
      return to.of(reader.name(), run, progress::show);
    }
  }

  private void report(ForeignRun run, RunImport.Result result) {
    if (json) {
      results.add(ImportLines.json(run.name(), run.place().toString(), result));
    } else {
      session.out().lines(ImportLines.lines(run.name(), result, session.out().terminal()));
      session.out().flush();
    }
  }
}
