package io.stepscope.viewer;

import io.stepscope.Configuration;
import io.stepscope.folder.RunFolder;
import io.stepscope.viewer.run.RunCatalog;
import io.stepscope.viewer.run.RunSearch;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class RunsFolder {

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "folder of the runs (default: the configured 'dir', which is 'runs')")
  private @Nullable Path dir;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  Path dir(Session session) {
    return dir != null
        ? dir
        : Configuration.builder().surroundings(session.surroundings()).build().directory();
  }

  RunCatalog catalog(Session session) {
    return new RunCatalog(dir(session), session.clock());
  }

  RunFolder find(String run, Session session) throws IOException {
    return new RunSearch(dir(session), catalog(session)).find(run);
  }
}
