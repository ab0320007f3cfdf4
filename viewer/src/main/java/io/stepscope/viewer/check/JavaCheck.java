package io.stepscope.viewer.check;

import io.stepscope.tracker.Finding;
import java.util.ArrayList;
import java.util.List;

/** The Java that runs this command, which need not be that of a training. */
public final class JavaCheck {
  private static final String ATTACH = "com.sun.tools.attach.VirtualMachine";
  private static final int WARNS_OF_ATTACHING = 21;

  private JavaCheck() {}

  public static Examination run() {
    return of(Runtime.version().feature(), isThere(ATTACH));
  }

  static Examination of(int feature, boolean attaches) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "version",
            System.getProperty("java.version")
                + ", "
                + System.getProperty("java.vm.name")
                + ", "
                + System.getProperty("java.home")));
    if (!attaches) {
      findings.add(
          Finding.warning(
              "attach",
              "this Java lacks the module jdk.attach: programs that run already cannot be recorded",
              "run the command attach with the java of a JDK; -javaagent works with any"));
    } else if (feature >= WARNS_OF_ATTACHING) {
      findings.add(
          Finding.ok(
              "attach",
              "works; from JDK 21 on the program prints a warning, unless it was started with"
                  + " -XX:+EnableDynamicAgentLoading"));
    } else {
      findings.add(Finding.ok("attach", "works"));
    }
    return new Examination("Java", findings);
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
