package io.stepscope.viewer;

import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description = "Write all events of a run: rank after rank, each in the order of its journal.")
final class ExportCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Parameters(paramLabel = "RUN", description = "an id, a unique prefix of one, a name or 'latest'")
  private String run = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ExportFormat format = ExportFormat.jsonl;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "write to a file, which is replaced as a whole (default: standard output)")
  private @Nullable Path output;

  ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder found = folder.find(run, session);
    Path file = output;
    long damaged = file == null ? export(found, session.out().stream()) : exportToFile(found, file);
    if (damaged > 0) {
      session.complain(
          "run " + found.id() + ": " + damaged + " bytes of the journal are damaged and left out");
    }
    return 0;
  }

  private long exportToFile(RunFolder found, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      long damaged;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        damaged = export(found, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return damaged;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private long export(RunFolder found, OutputStream out) throws IOException {
    JournalHandler writer = format.writer(out);
    long damaged = 0;
    for (int rank : found.ranks()) {
      try (JournalReader reader = JournalReader.open(found.journal(rank))) {
        reader.readAll(writer);
        damaged += reader.damagedBytes();
      }
    }
    return damaged;
  }
}
