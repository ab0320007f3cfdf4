package io.stepscope.tracker.tensorboard;

import io.stepscope.foreign.ForeignRun;
import io.stepscope.foreign.RunFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folders of TensorBoard event files, whoever wrote them: each folder that holds some is a run, as
 * TensorBoard itself sees it.
 */
public final class TensorBoardFormat implements RunFormat {

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public List<ForeignRun> find(Path place, Consumer<String> notices, Consumer<String> troubles)
      throws IOException {
    if (!Files.isDirectory(place)) {
      throw new IOException(
          place + (Files.exists(place) ? " is a file; name its folder" : " is not there"));
    }
    Path root = place.toRealPath();
    Folders folders = new Folders(notices, troubles);
    Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, folders);
    List<ForeignRun> runs = new ArrayList<>();
    for (Path folder : folders.once()) {
      String name = root.equals(folder) ? lastName(root) : relativeName(root, folder);
      try {
        EventFolder run = EventFolder.of(folder, name);
        if (run == null) {
          notices.accept(folder + " holds no event yet; passed over");
        } else {
          runs.add(run);
        }
      } catch (IOException e) {
        troubles.accept(unreadable(folder, e));
      } catch (UncheckedIOException e) {
        troubles.accept(unreadable(folder, Objects.requireNonNull(e.getCause())));
      }
    }
    return runs;
  }

  private static String relativeName(Path root, Path folder) {
    return root.relativize(folder).toString().replace('\\', '/');
  }

  private static String unreadable(Path place, IOException problem) {
    boolean denied = problem instanceof AccessDeniedException;
    String why = denied ? "no permission for " + problem.getMessage() : problem.getMessage();
    return place + " cannot be read (" + why + "); passed over";
  }

  private static String lastName(Path folder) {
    Path last = folder.getFileName();
    return last == null ? "root" : last.toString();
  }

  /** The folders that hold event files. */
  private static final class Folders extends SimpleFileVisitor<Path> {
    private final TreeSet<Path> found = new TreeSet<>();
    private final Consumer<String> notices;
    private final Consumer<String> troubles;

    Folders(Consumer<String> notices, Consumer<String> troubles) {
      this.notices = notices;
      this.troubles = troubles;
    }

    /** Without links to others of them; of several links to one elsewhere, the first by name. */
    List<Path> once() {
      List<Path> once = new ArrayList<>();
      Set<Path> linked = new HashSet<>();
      for (Path folder : found) {
        try {
          Path real = folder.toRealPath();
          if (real.equals(folder) || (!found.contains(real) && linked.add(real))) {
            once.add(folder);
          } else {
            notices.accept(folder + " leads to " + real + ", which is imported; passed over");
          }
        } catch (IOException e) {
          troubles.accept(unreadable(folder, e));
        }
      }
      return once;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (Files.isDirectory(folder.resolve("journal"))
          && Files.exists(folder.resolve("run.lock"))) {
        notices.accept(folder + " is a run of Stepscope already; passed over");
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path folder = file.getParent();
      if (folder != null && EventFolder.isEventFile(file)) {
        found.add(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) {
      if (problem instanceof FileSystemLoopException) {
        notices.accept(file + " leads to a folder that it lies in; passed over");
      } else {
        troubles.accept(unreadable(file, problem));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
      if (problem != null) {
        troubles.accept(unreadable(folder, problem));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
