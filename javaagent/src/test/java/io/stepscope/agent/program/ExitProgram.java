package io.stepscope.agent.program;

import java.security.Permission;

/** A training that ends in the way that it is told to. */
public final class ExitProgram {

  private ExitProgram() {}

  /** Takes five steps and in the sixth does what the argument says. */
  public static void main(String[] arguments) throws Exception {
    String how = arguments[0];
    if (how.equals("patient")) {
      trainOnce(0, "");
      System.out.println("waits");
      System.in.readAllBytes();
      trainOnce(1, "");
      trainOnce(2, "");
      return;
    }
    if (how.equals("refused")) {
      Refusal.begin();
    }
    if (how.equals("worker")) {
      Thread worker = new Thread(() -> train("throws"), "worker");
      worker.start();
      worker.join();
      System.out.println("the worker is gone");
      return;
    }
    if (how.equals("handler")) {
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, cause) -> System.out.println("handled " + cause.getMessage()));
    }
    train(how);
    System.out.println("trained");
    if (how.equals("handled")) {
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, cause) -> System.out.println("handled " + cause.getMessage()));
    }
    if (how.equals("later") || how.equals("handled")) {
      throw new IllegalStateException("after the training");
    }
    if (how.equals("code")) {
      System.exit(3);
    }
    if (how.equals("zero")) {
      System.exit(0);
    }
  }

  private static void train(String how) {
    for (int step = 0; step < 5; step++) {
      trainOnce(step, "");
    }
    trainOnce(5, how);
  }

  static void trainOnce(int step, String how) {
    // The handlers of the program are its own, also while it is recorded.
    System.out.println(
        "step " + step + ", " + (Thread.getDefaultUncaughtExceptionHandler() == null));
    switch (how) {
      case "throws", "handler" -> throw new IllegalStateException("no more");
      case "memory", "exit", "waits" -> Ending.in(how);
      case "refused" -> Refusal.exit();
      case "halt" -> Runtime.getRuntime().halt(4);
      default -> {
        return;
      }
    }
  }

  /** A program that lets nobody exit, as servers do with what runs in them; before JDK 24. */
  @SuppressWarnings("removal")
  private static final class Refusal extends SecurityManager {

    static void begin() {
      System.setSecurityManager(new Refusal());
    }

    static void exit() {
      try {
        System.exit(3);
      } catch (SecurityException e) {
        System.out.println("refused");
      }
    }

    @Override
    public void checkExit(int status) {
      throw new SecurityException("no exit");
    }

    @Override
    public void checkPermission(Permission permission) {
      // All else is allowed.
    }
  }
}
