package io.stepscope.tracker.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the growing parts of files, in the run folder: a process that dies while it sends one
 * may leave half of it on the server, and the next one must be able to send it as a whole. Where
 * they cannot be written, the server's file is all there is.
 */
final class KeptParts {
  private final Path folder;

  KeptParts(Path folder) {
    this.folder = folder;
  }

  void keep(String part, byte[] bytes) {
    Path file = file(part);
    try {
      Files.createDirectories(folder);
      Path copy = Files.createTempFile(folder, ".incoming", "");
      try {
        Files.write(copy, bytes);
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      drop(part); // rather none than an old one
    }
  }

  byte @Nullable [] kept(String part) {
    try {
      return Files.readAllBytes(file(part));
    } catch (IOException e) {
      return null;
    }
  }

  void drop(String part) {
    try {
      Files.deleteIfExists(file(part));
    } catch (IOException e) {
      return; // a few bytes too many
    }
  }

  private Path file(String part) {
    return folder.resolve(part.replace('/', '_'));
  }
}
