package io.stepscope.viewer.run;

import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Removes the folder of a run that nobody records. */
public final class RunRemoval {
  private static final String LOCK = "run.lock";

  private RunRemoval() {}

  /** Bytes of all files of a run. */
  public static long bytes(RunFolder run) throws IOException {
    Measure measure = new Measure();
    Files.walkFileTree(run.root(), measure);
    return measure.bytes;
  }

  /**
   * Removes a run, holding its locks so that nobody resumes it meanwhile. The journal goes last:
   * after an interruption the run is still listed, and removed by the next attempt.
   *
   * @return false when the run is being recorded; then nothing is removed
   * @throws IOException if a file cannot be removed
   */
  public static boolean remove(RunFolder run) throws IOException {
    List<RunLock> locks = new ArrayList<>();
    try {
      List<Integer> ranks = new ArrayList<>(run.ranks());
      if (!ranks.contains(0)) {
        ranks.add(0);
      }
      for (int rank : ranks) {
        RunLock lock = RunLock.tryAcquire(run, rank);
        if (lock == null) {
          return false;
        }
        locks.add(lock);
      }
      delete(run.root(), path -> !path.startsWith(run.journals()) && !isLock(run, path));
      delete(run.root(), path -> !isLock(run, path));
    } finally {
      locks.forEach(RunLock::close);
    }
    delete(run.root(), path -> true);
    return true;
  }

  private static boolean isLock(RunFolder run, Path path) {
    return path.startsWith(run.root().resolve(LOCK))
        || (run.root().equals(path.getParent())
            && String.valueOf(path.getFileName()).startsWith(LOCK));
  }

  /** Links are removed, not followed. */
  private static void delete(Path root, Predicate<Path> wanted) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (wanted.test(file)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException trouble)
              throws IOException {
            if (trouble != null) {
              throw trouble;
            }
            if (wanted.test(folder) && isEmpty(folder)) {
              Files.deleteIfExists(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var children = Files.newDirectoryStream(folder)) {
      return !children.iterator().hasNext();
    }
  }

  private static final class Measure extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException trouble) {
      // Gone meanwhile, or not ours to look into: it does not count.
      return FileVisitResult.CONTINUE;
    }
  }
}
