package io.stepscope.probe.nvidia;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a library where Linux's loader does, without opening anything. Where there is no driver
 * nothing native shall be loaded, not even what opens libraries.
 */
final class LibrarySearch {
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

  private static final Path CACHE = Path.of("/etc/ld.so.cache");
  private static final Path LOADED = Path.of("/proc/self/maps");

  private LibrarySearch() {}

  /**
   * Whether it may be found; elsewhere than on Linux only opening it can tell.
   *
   * @param name file name, or absolute path
   */
  static boolean mayFind(String name) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return !system.startsWith("linux") || mayFind(name, System.getenv("LD_LIBRARY_PATH"));
  }

  static boolean mayFind(String name, @Nullable String folders) {
    List<String> all = new ArrayList<>();
    for (String list : new @Nullable String[] {folders, System.getProperty("jna.library.path")}) {
      all.addAll(list == null ? List.of() : List.of(list.split("[:;]")));
    }
    all.addAll(DEFAULT_FOLDERS);
    return all.stream().anyMatch(folder -> exists(folder, name))
        || names(CACHE, name)
        || names(LOADED, File.separator + name);
  }

  private static boolean exists(String folder, String name) {
    try {
      return Files.exists(Path.of(folder).resolve(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether a file has this name somewhere in it. */
  private static boolean names(Path file, String name) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(name);
    } catch (IOException e) {
      return false;
    }
  }
}
