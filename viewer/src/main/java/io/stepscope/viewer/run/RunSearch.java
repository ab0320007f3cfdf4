package io.stepscope.viewer.run;

import io.stepscope.folder.RunFolder;
import io.stepscope.spelling.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the run that a user means by an id, a prefix of one, a name or {@code latest}. */
public final class RunSearch {
  private static final String LATEST = "latest";
  private static final int MOST_CANDIDATES = 5;

  private final Path dir;
  private final RunCatalog catalog;

  public RunSearch(Path dir, RunCatalog catalog) {
    this.dir = dir;
    this.catalog = catalog;
  }

  /**
   * Finds one run.
   *
   * @throws NoSuchRunException if there is none or more than one; the message is one line
   */
  public RunFolder find(String wanted) throws IOException {
    List<RunFolder> folders = catalog.folders();
    if (folders.isEmpty()) {
      throw new NoSuchRunException("no runs in " + dir);
    }
    for (RunFolder folder : folders) {
      if (folder.id().equals(wanted)) {
        return folder;
      }
    }
    // Only the exact id needs no more than the names of the folders.
    List<RunSummary> runs = catalog.summaries();
    if (wanted.equals(LATEST)) {
      return folder(folders, runs.get(0));
    }
    List<RunSummary> meant =
        runs.stream()
            .filter(run -> run.name().equals(wanted) || run.id().startsWith(wanted))
            .toList();
    if (meant.size() == 1) {
      return folder(folders, meant.get(0));
    }
    throw new NoSuchRunException(meant.isEmpty() ? none(wanted, runs) : several(wanted, meant));
  }

  private static RunFolder folder(List<RunFolder> folders, RunSummary run) {
    return folders.stream()
        .filter(folder -> folder.id().equals(run.id()))
        .findFirst()
        .orElseThrow();
  }

  private String none(String wanted, List<RunSummary> runs) {
    List<String> known = new ArrayList<>();
    for (RunSummary run : runs) {
      known.add(run.id());
      if (!run.name().isEmpty()) {
        known.add(run.name());
      }
    }
    return "no run '" + wanted + "' in " + dir + "; nearest is " + Nearest.to(wanted, known);
  }

  private static String several(String wanted, List<RunSummary> meant) {
    String candidates =
        meant.stream().limit(MOST_CANDIDATES).map(RunSummary::id).collect(Collectors.joining(", "));
    int more = meant.size() - MOST_CANDIDATES;
    return "'"
        + wanted
        + "' may be any of "
        + candidates
        + (more > 0 ? " and " + more + " more" : "");
  }
}
