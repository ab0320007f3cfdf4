package io.stepscope.tracker.mlflow;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A folder that a server on the same machine reads. */
final class LocalArtifacts implements Artifacts {
  private final Path folder;
  private @Nullable String unavailable;

  LocalArtifacts(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder of a run, {@code <experiment>/<run>/artifacts}, if it is on this machine. A server
   * behind a tunnel says {@code localhost}, too, and one that is wrong must not have us write
   * anywhere.
   */
  static Artifacts of(Path folder, String runId) {
    Path run = folder.getParent();
    Path experiment = run == null ? null : run.getParent();
    Path root = experiment == null ? null : experiment.getParent();
    boolean ofRun = run != null && run.endsWith(runId) && folder.isAbsolute();
    if (!ofRun || root == null || !Files.isDirectory(root)) {
      return new NoArtifacts(
          "the server has clients put the run's files into "
              + folder
              + ", which is not on this machine; start it with --serve-artifacts and a new"
              + " experiment");
    }
    return new LocalArtifacts(folder);
  }

  @Override
  public void put(String path, byte[] bytes) throws UndeliveredException {
    place(path, copy -> Files.write(copy, bytes));
  }

  @Override
  public void put(String path, Path file) throws UndeliveredException {
    if (!Files.isRegularFile(file)) {
      throw UndeliveredException.rejected("the file is not in the run folder");
    }
    place(path, copy -> Files.copy(file, copy));
  }

  private interface Filling {
    void fill(Path copy) throws IOException;
  }

  /** The file appears as a whole, for everybody whom the folder lets read. */
  private void place(String path, Filling filling) throws UndeliveredException {
    Path target = folder.resolve(path);
    try {
      Path parent = Files.createDirectories(target.getParent());
      Path copy = parent.resolve(".incoming-" + UUID.randomUUID());
      try {
        filling.fill(copy);
        Files.move(copy, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      if (!mayWrite(target)) {
        // Waiting does not help; the next attempt leaves out what needs a place for files.
        unavailable =
            "the server has clients put the run's files into "
                + folder
                + ", where we may not write";
      }
      throw UndeliveredException.retry("cannot write " + target + ": " + e.getMessage());
    }
  }

  private static boolean mayWrite(Path target) {
    Path there = target.getParent();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && Files.isDirectory(there) && Files.isWritable(there);
  }

  @Override
  public byte @Nullable [] get(String path) throws UndeliveredException {
    try {
      return Files.readAllBytes(folder.resolve(path));
    } catch (NoSuchFileException | AccessDeniedException e) {
      return null;
    } catch (IOException e) {
      throw UndeliveredException.retry("cannot read " + folder.resolve(path));
    }
  }

  @Override
  public @Nullable String unavailable() {
    return unavailable;
  }
}
