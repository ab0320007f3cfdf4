package io.stepscope.forward;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows which module of the JDK a class is in that a tracker could not find: a program that was
 * started with {@code -m}, or on a Java made for it, may lack all but {@code java.base}.
 */
final class MissingModule {

  private static final Map<String, String> MODULES =
      Map.of(
          "java.net.http.", "java.net.http",
          "java.sql.", "java.sql",
          "javax.sql.", "java.sql",
          "java.util.logging.", "java.logging",
          "java.lang.management.", "java.management",
          "javax.management.", "java.management",
          "java.awt.", "java.desktop",
          "javax.imageio.", "java.desktop",
          "org.w3c.dom.", "java.xml",
          "sun.misc.", "jdk.unsupported");

  private MissingModule() {}

  /** One line that names the module and what to do; null if it is something else. */
  static @Nullable String reason(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      String module = at instanceof LinkageError ? module(String.valueOf(at.getMessage())) : null;
      if (module != null) {
        return "needs the module "
            + module
            + " of Java, which is not in this program; start it with --add-modules "
            + module
            + ", or deliver with 'stepscope sync' on a Java that has it";
      }
    }
    return null;
  }

  private static @Nullable String module(String message) {
    String type = message.replace('/', '.');
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      if (type.startsWith(module.getKey())) {
        return module.getValue();
      }
    }
    return null;
  }
}
