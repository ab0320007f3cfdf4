package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The ranks of a run, from the names of the folders of their journals. */
final class Ranks {

  private Ranks() {}

  /** In rising order; empty when there is no journal yet. */
  static List<Integer> in(RunFolder run) throws IOException {
    List<Integer> ranks = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(run.journals())) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        if (name.matches("0|[1-9][0-9]{0,8}")) {
          ranks.add(Integer.valueOf(name));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    ranks.sort(null);
    return ranks;
  }
}
