package io.stepscope.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Standard output and error of this process as streams of a test, until it is closed. */
final class ReplacedStreams implements AutoCloseable {

  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  final PrintStream out = new PrintStream(outBytes, true, UTF_8);
  final PrintStream err = new PrintStream(errBytes, true, UTF_8);

  ReplacedStreams() {
    System.setOut(out);
    System.setErr(err);
  }

  String printed() {
    return outBytes.toString(UTF_8);
  }

  String printedErrors() {
    return errBytes.toString(UTF_8);
  }

  @Override
  public void close() {
    System.setOut(outBefore);
    System.setErr(errBefore);
  }
}
