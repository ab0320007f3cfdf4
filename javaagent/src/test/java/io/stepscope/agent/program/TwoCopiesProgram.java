package io.stepscope.agent.program;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Trains with two copies of DJL, each in a loader of its own. A native library can be loaded by one
 * loader only, so the second has its own copies of those, too.
 */
public final class TwoCopiesProgram {

  private TwoCopiesProgram() {}

  /** The argument is an empty folder for the natives of the second copy. */
  public static void main(String[] arguments) throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String jar : System.getProperty("other", "").split(File.pathSeparator)) {
      jars.add(new File(jar).toURI().toURL());
    }
    URL[] path = jars.toArray(new URL[0]);
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader("first", path, platform);
        URLClassLoader second = new URLClassLoader("second", path, platform)) {
      train(first);
      Path natives = Path.of(arguments[0]);
      link(Path.of(System.getenv("DJL_CACHE_DIR")).resolve("pytorch"), natives.resolve("pytorch"));
      System.setProperty("ENGINE_CACHE_DIR", natives.toString());
      train(second);
    }
  }

  private static void train(ClassLoader loader) throws Exception {
    System.out.println("copy " + loader.getName());
    Thread.currentThread().setContextClassLoader(loader);
    Class.forName("io.stepscope.agent.program.LoopProgram", true, loader)
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[0]);
  }

  private static void link(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          linkFile(file, copy);
        }
      }
    }
  }

  private static void linkFile(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(file, copy); // On another file system.
    }
  }
}
