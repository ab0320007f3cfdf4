package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** The charset of a stream. */
final class StreamCharset {

  private StreamCharset() {}

  /** What {@code stream} encodes with. */
  static Charset of(PrintStream stream, Stream which) {
    try {
      // Since JDK 18 a stream tells.
      return (Charset) PrintStream.class.getMethod("charset").invoke(stream);
    } catch (ReflectiveOperationException e) {
      return before18(which == Stream.STDOUT ? "sun.stdout.encoding" : "sun.stderr.encoding");
    }
  }

  /** JDK 17 makes the streams of a process with this one on a terminal, else with the default. */
  private static Charset before18(String property) {
    String terminal = System.getProperty(property, "");
    try {
      return terminal.isEmpty() ? Charset.defaultCharset() : Charset.forName(terminal);
    } catch (IllegalArgumentException e) {
      return Charset.defaultCharset();
    }
  }
}
