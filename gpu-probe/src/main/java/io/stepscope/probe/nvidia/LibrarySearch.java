package io.stepscope.probe.nvidia;

import io.stepscope.probe.LibraryFolders;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a library where Linux's loader does, without opening anything. Where there is no driver
 * nothing native shall be loaded, not even what opens libraries.
 */
final class LibrarySearch {
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
    return LibraryFolders.find(Path.of("/"), name, folders) != null
        || names(LOADED, File.separator + name);
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
