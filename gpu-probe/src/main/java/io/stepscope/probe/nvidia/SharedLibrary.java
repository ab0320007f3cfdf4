package io.stepscope.probe.nvidia;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A native library of this machine, whose functions are looked for one by one. Thread-safe. */
final class SharedLibrary {
  private static final int RTLD_LAZY = 1;

  private final NativeLibrary library;
  private final Map<String, Optional<Function>> functions = new ConcurrentHashMap<>();

  private SharedLibrary(NativeLibrary library) {
    this.library = library;
  }

  /**
   * Opens a library as the system's own search finds it.
   *
   * @param name file name, or path
   */
  static SharedLibrary open(String name) throws UnavailableException {
    try {
      // Lazily, and for nobody else: what the framework will load must not bind to it.
      Map<String, ?> options =
          Platform.isWindows() ? Map.of() : Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY);
      return new SharedLibrary(NativeLibrary.getInstance(name, options));
    } catch (LinkageError e) {
      throw new UnavailableException(reason(name, e));
    }
  }

  /** JNA tells of every place where it looked; the system's own words come second. */
  private static String reason(String name, LinkageError e) {
    List<String> lines = String.valueOf(e.getMessage()).lines().toList();
    String said = lines.get(Math.min(1, lines.size() - 1));
    return said.contains("No such file") ? name + " is not there" : said;
  }

  boolean has(String function) {
    return find(function) != null;
  }

  /** Those of these functions that it lacks. */
  List<String> lacking(List<String> names) {
    return names.stream().filter(name -> !has(name)).toList();
  }

  /** Calls a function that gives an {@code int}; empty if the library lacks it. */
  Optional<Integer> call(String function, Object... arguments) {
    Function found = find(function);
    return found == null ? Optional.empty() : Optional.of(found.invokeInt(arguments));
  }

  private @Nullable Function find(String function) {
    return functions
        .computeIfAbsent(
            function,
            name -> {
              try {
                return Optional.of(library.getFunction(name));
              } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
              }
            })
        .orElse(null);
  }
}
