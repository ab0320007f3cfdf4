package io.stepscope.agent.program;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Prints in every way there is, and what is no text, too. */
public final class BytesProgram {

  private BytesProgram() {}

  /** Prints before, in and after three steps, and ends with a code of its own. */
  public static void main(String[] arguments) throws IOException {
    print(System.out);
    print(System.err);
    for (int number = 0; number < 3; number++) {
      step();
    }
    print(System.err);
    System.out.print("without an end");
    System.exit(42);
  }

  static void step() throws IOException {
    print(System.out);
    print(System.err);
  }

  private static void print(PrintStream to) throws IOException {
    for (int b = 0; b < 256; b++) {
      to.write(b);
    }
    byte[] bytes = "grüße \ud83d\ude80 \ufffd".getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      to.write(b);
    }
    to.write(bytes);
    to.write(bytes, 3, 7);
    to.println();
    to.println("äöü € \ud83d\ude80");
    to.print('x');
    to.print(1);
    to.print(2L);
    to.print(0.5f);
    to.print(0.25);
    to.print(true);
    to.print(new char[] {'a', '\u00e9'});
    to.print((Object) null);
    to.println();
    to.printf(Locale.ROOT, "%5.2f|%s%n", Math.PI, "formatted");
    to.append("appended").append(',').append("appended", 0, 3).append('\n');
    to.print("\rprogress 1\rprogress 2\n");
    PrintWriter writer = new PrintWriter(to, false, StandardCharsets.ISO_8859_1);
    writer.print("written é\r\n");
    writer.flush();
    new IllegalStateException("printed").printStackTrace(to);
    to.flush();
  }
}
