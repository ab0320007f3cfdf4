package io.stepscope.benchmarks.agent;

/** Trains nothing. */
public final class QuietProgram {

  private QuietProgram() {}

  /** Prints two lines. */
  @SuppressWarnings("SystemOut") // It is a program.
  public static void main(String[] args) {
    System.out.println("out");
    System.err.println("err");
  }
}
