package io.stepscope.recorder;

/**
 * Where Stepscope speaks. What it says is not recorded as the program's.
 *
 * <p>Thread-safe.
 */
public final class StandardError {

  private StandardError() {}

  /** Prints {@code text} as it is on standard error, whichever stream that is by now. */
  @SuppressWarnings("SystemOut") // Standard error is the one place where Stepscope speaks.
  public static void print(String text) {
    boolean began = Aside.begin();
    try {
      System.err.print(text);
      System.err.flush();
    } finally {
      if (began) {
        Aside.end();
      }
    }
  }
}
