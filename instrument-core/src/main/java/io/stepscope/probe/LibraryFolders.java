package io.stepscope.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Linux's loader finds a library by its name, found without opening anything: so that probes
 * and whoever says whether they will work look in the same places.
 */
public final class LibraryFolders {
  /** What the loader searches last; the second and third are those of Debian. */
  private static final List<String> DEFAULT_FOLDERS =
      List.of(
          "/usr/lib64",
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib64",
          "/usr/lib",
          "/lib",
          "/usr/local/lib");

  private static final String CACHE = "etc/ld.so.cache";

  private LibraryFolders() {}

  /**
   * The file that would be loaded; null when none is found.
   *
   * @param root of the file system; folders of {@code libraryPath} are not below it
   * @param name file name, or absolute path
   * @param libraryPath the value of {@code LD_LIBRARY_PATH}
   */
  public static @Nullable Path find(Path root, String name, @Nullable String libraryPath) {
    for (String list :
        new @Nullable String[] {libraryPath, System.getProperty("jna.library.path")}) {
      for (String folder : list == null ? new String[0] : list.split("[:;]")) {
        Path file = folder.isBlank() ? null : in(folder, name);
        if (file != null) {
          return file;
        }
      }
    }
    Path cached = cached(root, name);
    if (cached != null) {
      return cached;
    }
    for (String folder : DEFAULT_FOLDERS) {
      Path file = in(root.resolve(folder.substring(1)).toString(), name);
      if (file != null) {
        return file;
      }
    }
    return null;
  }

  private static @Nullable Path in(String folder, String name) {
    try {
      Path file = Path.of(folder).resolve(name);
      return Files.exists(file) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The cache holds paths that end in a zero byte (ldconfig(8)), whatever its version. */
  private static @Nullable Path cached(Path root, String name) {
    List<String> found = new ArrayList<>();
    try {
      String cache = Files.readString(root.resolve(CACHE), StandardCharsets.ISO_8859_1);
      int end = cache.indexOf('/' + name + '\0');
      while (end >= 0) {
        int begin = cache.lastIndexOf('\0', end) + 1;
        found.add(cache.substring(begin, end + 1 + name.length()));
        end = cache.indexOf('/' + name + '\0', end + 1);
      }
    } catch (IOException e) {
      return null;
    }
    for (String path : found) {
      Path file = path.startsWith("/") ? in(root.toString(), path.substring(1)) : null;
      if (file != null) {
        return file;
      }
    }
    return null;
  }
}
