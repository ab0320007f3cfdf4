package io.stepscope.tracker.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A folder that a server on the same machine reads. */
record LocalArtifacts(Path folder) implements Artifacts {

  @Override
  public void put(String path, byte[] bytes) throws UndeliveredException {
    place(path, copy -> Files.write(copy, bytes));
  }

  @Override
  public void put(String path, Path file) throws UndeliveredException {
    place(path, copy -> Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING));
  }

  private interface Filling {
    void fill(Path copy) throws IOException;
  }

  /** The file appears as a whole. */
  private void place(String path, Filling filling) throws UndeliveredException {
    Path target = folder.resolve(path);
    try {
      Files.createDirectories(target.getParent());
      Path copy = Files.createTempFile(target.getParent(), ".incoming", "");
      try {
        filling.fill(copy);
        Files.move(copy, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw UndeliveredException.retry("cannot write " + target + ": " + e.getMessage());
    }
  }

  @Override
  public byte @Nullable [] get(String path) throws UndeliveredException {
    try {
      return Files.readAllBytes(folder.resolve(path));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw UndeliveredException.retry("cannot read " + folder.resolve(path));
    }
  }

  @Override
  public @Nullable String unavailable() {
    return null;
  }
}
