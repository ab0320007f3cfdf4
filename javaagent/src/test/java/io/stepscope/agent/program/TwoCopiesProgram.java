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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Trains with two copies of DJL, each in a loader of its own. A native library can be loaded by one
 * loader only, so the second has its own copies of those, too.
 */
public final class TwoCopiesProgram {

  private TwoCopiesProgram() {}

  /**
   * The first argument is an empty folder for the natives of the second copy. The copies train one
   * after the other, or with the second argument {@code together} at once, step by step.
   */
  public static void main(String[] arguments) throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String jar : System.getProperty("other", "").split(File.pathSeparator)) {
      jars.add(new File(jar).toURI().toURL());
    }
    URL[] path = jars.toArray(new URL[0]);
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    Path natives = Path.of(arguments[0]);
    try (URLClassLoader first = new URLClassLoader("first", path, platform);
        URLClassLoader second = new URLClassLoader("second", path, platform)) {
      if (arguments.length > 1) {
        engine(first);
        giveNatives(natives);
        engine(second);
        trainTogether(first, second);
      } else {
        train(first);
        giveNatives(natives);
        train(second);
      }
    }
  }

  private static void trainTogether(ClassLoader first, ClassLoader second) throws Exception {
    System.getProperties().put("together", new CyclicBarrier(2));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> trainings = new ArrayList<>();
      for (ClassLoader loader : List.of(first, second)) {
        trainings.add(
            threads.submit(
                () -> {
                  train(loader);
                  return null;
                }));
      }
      for (Future<?> training : trainings) {
        training.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void train(ClassLoader loader) throws Exception {
    System.out.println("copy " + loader.getName());
    Thread.currentThread().setContextClassLoader(loader);
    Class.forName("io.stepscope.agent.program.LoopProgram", true, loader)
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[0]);
  }

  /** Loads the natives. */
  private static void engine(ClassLoader loader) throws Exception {
    Thread.currentThread().setContextClassLoader(loader);
    Class.forName("ai.djl.engine.Engine", true, loader)
        .getMethod("getEngine", String.class)
        .invoke(null, "PyTorch");
  }

  private static void giveNatives(Path natives) throws IOException {
    link(Path.of(System.getenv("DJL_CACHE_DIR")).resolve("pytorch"), natives.resolve("pytorch"));
    System.setProperty("ENGINE_CACHE_DIR", natives.toString());
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
    if (file.toString().contains("djl_torch")) {
      Files.copy(file, copy); // It knows classes of the loader that it was loaded by.
      return;
    }
    try {
      Files.createLink(copy, file);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(file, copy); // On another file system.
    }
  }
}
