package io.stepscope.tracker.tensorboard;

import io.stepscope.foreign.ForeignRun;
import io.stepscope.foreign.RunFormat;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

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
  public List<ForeignRun> find(Path place, Consumer<String> notices) throws IOException {
    if (!Files.isDirectory(place)) {
      throw new IOException(
          place + (Files.exists(place) ? " is a file; name its folder" : " is not there"));
    }
    Path root = place.toRealPath();
    Folders folders = new Folders(notices);
    Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, folders);
    List<ForeignRun> runs = new ArrayList<>();
    for (Path folder : folders.found) {
      String name = root.equals(folder) ? lastName(root) : relativeName(root, folder);
      EventFolder run = EventFolder.of(folder, name);
      if (run == null) {
        notices.accept(folder + " holds no event yet; passed over");
      } else {
        runs.add(run);
      }
    }
    return runs;
  }

  private static String relativeName(Path root, Path folder) {
    return root.relativize(folder).toString().replace('\\', '/');
  }

  private static String lastName(Path folder) {
    Path last = folder.getFileName();
    return last == null ? "root" : last.toString();
  }

  /** The folders that hold event files. */
  private static final class Folders extends SimpleFileVisitor<Path> {
    private final TreeSet<Path> found = new TreeSet<>();
    private final Consumer<String> notices;

    Folders(Consumer<String> notices) {
      this.notices = notices;
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
      notices.accept(file + " cannot be read (" + problem.getMessage() + "); passed over");
      return FileVisitResult.CONTINUE;
    }
  }
}
