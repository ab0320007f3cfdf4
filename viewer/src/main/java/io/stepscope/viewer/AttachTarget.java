package io.stepscope.viewer;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * A Java program that runs, to be attached to. Every way in which the JVM refuses has its sentence.
 *
 * <p>The JDK's own client is reached by reflection: it lies in a module that a JRE may lack, and
 * that this class, whose loader is isolated, does not see.
 */
final class AttachTarget {
  private static final String CLIENT = "com.sun.tools.attach.VirtualMachine";

  /** What the agent sets in the program that it is in. */
  private static final String MARK = "io.stepscope.agent";

  private final long pid;
  private final ProcessHandle process;
  private final Class<?> client;

  private AttachTarget(long pid, ProcessHandle process, Class<?> client) {
    this.pid = pid;
    this.process = process;
    this.client = client;
  }

  /**
   * The program of a process.
   *
   * @throws Failure if it is none that can be attached to
   */
  static AttachTarget of(long pid) {
    Class<?> client;
    try {
      client = Class.forName(CLIENT, true, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Failure(
          "this Java cannot attach to programs (it lacks the module jdk.attach);"
              + " run attach with the java of a JDK");
    }
    ProcessHandle process =
        ProcessHandle.of(pid).orElseThrow(() -> new Failure("there is no process " + pid));
    if (pid == ProcessHandle.current().pid()) {
      throw new Failure("process " + pid + " is this command itself");
    }
    AttachTarget target = new AttachTarget(pid, process, client);
    target.checkIsJava();
    return target;
  }

  /** Loads the agent into the program. */
  void load(File jar, String arguments) {
    try {
      Object machine = client.getMethod("attach", String.class).invoke(null, Long.toString(pid));
      try {
        if (isMarked(machine)) {
          throw new Failure("process " + pid + " has the agent already");
        }
        client
            .getMethod("loadAgent", String.class, String.class)
            .invoke(machine, jar.getAbsolutePath(), arguments);
        if (!isMarked(machine)) {
          throw new Failure(
              "process " + pid + " is not recorded: recording is switched off there (enabled)");
        }
      } finally {
        client.getMethod("detach").invoke(machine);
      }
    } catch (InvocationTargetException e) {
      throw new Failure(sentence(e.getCause() == null ? e : e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new Failure("this Java cannot attach to programs: " + e);
    }
  }

  private boolean isMarked(Object machine) throws ReflectiveOperationException {
    return client.getMethod("getSystemProperties").invoke(machine) instanceof Properties properties
        && properties.getProperty(MARK) != null;
  }

  /** To attach means to send a signal, which ends a process that is no JVM. */
  private void checkIsJava() {
    String command = process.info().command().orElse("");
    String name = new File(command).getName().toLowerCase(Locale.ROOT);
    if (!name.startsWith("java") && !isListed()) {
      if (!owner().isEmpty()) {
        throw new Failure("process " + pid + owner());
      }
      throw new Failure(
          "process "
              + pid
              + (command.isEmpty() ? " cannot be seen from here" : " is " + command)
              + ", not a Java program that can be attached to");
    }
  }

  private boolean isListed() {
    try {
      if (client.getMethod("list").invoke(null) instanceof List<?> machines) {
        for (Object machine : machines) {
          Object id = machine.getClass().getMethod("id").invoke(machine);
          if (Long.toString(pid).equals(id)) {
            return true;
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      return false;
    }
    return false;
  }

  private String sentence(Throwable refusal) {
    String message = String.valueOf(refusal.getMessage());
    String kind = refusal.getClass().getSimpleName();
    if (message.contains("Dynamic agent loading is not enabled")) {
      return "process "
          + pid
          + " takes no agents while it runs; start it with -XX:+EnableDynamicAgentLoading, or with"
          + " -javaagent";
    }
    if (kind.equals("AgentInitializationException")) {
      return "the agent could not start in process " + pid + ": " + message;
    }
    if (!owner().isEmpty()) {
      return "process " + pid + owner();
    }
    return "process "
        + pid
        + " does not let itself be attached to: it is no JVM that is ready for it, or was started"
        + " with -XX:+DisableAttachMechanism"
        + " ("
        + message
        + ")";
  }

  /** Whose it is, and what to do about that; empty when it is of the user who attaches. */
  private String owner() {
    Optional<String> theirs = process.info().user();
    Optional<String> ours = ProcessHandle.current().info().user();
    boolean mayAll = ours.isPresent() && ours.get().equals("root");
    return theirs.isPresent() && !theirs.equals(ours) && !mayAll
        ? " belongs to user " + theirs.get() + "; run attach as that user"
        : "";
  }
}
