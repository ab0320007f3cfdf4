package io.stepscope.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Starts the command line inside the isolated class loader. */
public final class StepscopeLauncher {
  private static final String COMMAND_LINE = "io.stepscope.viewer.StepscopeCommand";

  private static @Nullable ClassLoader isolated;

  private StepscopeLauncher() {}

  /**
   * Runs a command; see {@code --help}.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) throws Throwable {
    ClassLoader loader = isolatedLoader();
    // ServiceLoader and libraries look here first.
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class.forName(COMMAND_LINE, true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** The loader of what else is in the jar that this class came from; one for the process. */
  static synchronized ClassLoader isolatedLoader() throws IOException, URISyntaxException {
    ClassLoader present = isolated;
    if (present == null) {
      present = newLoader();
      isolated = present;
    }
    return present;
  }

  private static ClassLoader newLoader() throws IOException, URISyntaxException {
    CodeSource source = StepscopeLauncher.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      throw new IOException("stepscope: cannot find the jar this program was started from");
    }
    return IsolatedClassLoader.open(new File(location.toURI()));
  }
}
