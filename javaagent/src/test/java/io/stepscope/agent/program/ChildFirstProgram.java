package io.stepscope.agent.program;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs another program in a loader that asks its parent last, as Spark does with what a job brings,
 * though the class path has all of it, too.
 */
public final class ChildFirstProgram {

  private ChildFirstProgram() {}

  /** Runs the program named first, with the arguments after it, from what is on the class path. */
  public static void main(String[] arguments) throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
      jars.add(new File(jar).toURI().toURL());
    }
    try (ChildFirst loader = new ChildFirst(jars.toArray(new URL[0]))) {
      Thread.currentThread().setContextClassLoader(loader);
      Class<?> main = Class.forName(arguments[0], true, loader);
      System.out.println("in " + main.getClassLoader().getClass().getSimpleName());
      main.getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    }
  }

  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(URL[] jars) {
      super(jars, ChildFirst.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try {
          return findClass(name);
        } catch (ClassNotFoundException | SecurityException e) {
          return super.loadClass(name, resolve);
        }
      }
    }
  }
}
