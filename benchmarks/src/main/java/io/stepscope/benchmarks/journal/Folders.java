package io.stepscope.benchmarks.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders for measurements, below {@code -Djournal.dir} or the system's temporary folder. */
final class Folders {
  private Folders() {}

  static Path make() throws IOException {
    String parent = System.getProperty("journal.dir", System.getProperty("java.io.tmpdir"));
    return Files.createTempDirectory(Path.of(parent), "journal-");
  }

  static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
