package io.stepscope.agent.program;

/** Trains nothing. */
public final class QuietProgram {

  private QuietProgram() {}

  /** Says something on both streams and ends with its own exit code. */
  public static void main(String[] arguments) {
    System.out.println("out " + String.join(" ", arguments));
    System.err.println("err");
    System.exit(3);
  }
}
