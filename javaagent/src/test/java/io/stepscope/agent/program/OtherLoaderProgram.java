package io.stepscope.agent.program;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs another program in a loader that does not see the class path, as servers do. */
public final class OtherLoaderProgram {

  private OtherLoaderProgram() {}

  /** Runs the program named first, with the arguments after it, from the jars in {@code other}. */
  public static void main(String[] arguments) throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String jar : System.getProperty("other", "").split(File.pathSeparator)) {
      jars.add(new File(jar).toURI().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      Class.forName(arguments[0], true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    }
  }
}
