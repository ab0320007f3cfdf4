package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.recorder.Aside;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the program that lets {@link Capture} see what is printed.
 *
 * <p>Every call goes to the same method of the original first, which may be a class of the
 * program's own that overrides some of them; so charset, flushing and errors are those of the
 * original. The methods that are not here, also those that a later JDK may add, end in one of
 * these.
 *
 * <p>As with any {@link PrintStream}, whoever holds its monitor prints without others in between: a
 * stack trace, a format. What is printed while a print is under way on the same thread, by the
 * original or by Stepscope itself, only passes through. Thread-safe.
 */
final class Tee extends PrintStream {

  private final PrintStream original;
  private final Stream stream;
  private final Capture capture;
  private final ByteDecoder decoder;

  Tee(PrintStream original, Stream stream, Capture capture) {
    super(original, false, StreamCharset.of(original, stream));
    this.original = original;
    this.stream = stream;
    this.capture = capture;
    decoder = new ByteDecoder(StreamCharset.of(original, stream));
  }

  /** The stream that this stands before. */
  PrintStream original() {
    return original;
  }

  @Override
  public void flush() {
    original.flush();
  }

  @Override
  public void close() {
    original.close();
  }

  @Override
  public boolean checkError() {
    return original.checkError();
  }

  @Override
  public synchronized void write(int b) {
    bytes(() -> original.write(b), new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes) throws IOException {
    bytes(() -> original.write(bytes), bytes, 0, bytes.length);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    bytes(() -> original.write(bytes, offset, length), bytes, offset, length);
  }

  @Override
  public synchronized void print(boolean x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(char x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(int x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(long x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(float x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(double x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(char[] x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public synchronized void print(@Nullable String x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  @Override
  public void print(@Nullable Object x) {
    if (original.getClass() == PrintStream.class) {
      // It would print the same, but ask the object for it a second time.
      print(String.valueOf(x));
    } else {
      printObject(x);
    }
  }

  @Override
  public synchronized void println() {
    heard(original::println, () -> "", true);
  }

  @Override
  public synchronized void println(boolean x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(char x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(int x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(long x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(float x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(double x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(char[] x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public synchronized void println(@Nullable String x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  @Override
  public void println(@Nullable Object x) {
    if (original.getClass() == PrintStream.class) {
      // It would print the same, but ask the object for it a second time.
      println(String.valueOf(x));
    } else {
      printlnObject(x);
    }
  }

  private synchronized void printObject(@Nullable Object x) {
    heard(() -> original.print(x), () -> String.valueOf(x), false);
  }

  private synchronized void printlnObject(@Nullable Object x) {
    heard(() -> original.println(x), () -> String.valueOf(x), true);
  }

  private <E extends Exception> void bytes(Print<E> print, byte[] bytes, int offset, int length)
      throws E {
    boolean heard = begin();
    try {
      print.run();
      if (heard) {
        capture.bytes(stream, decoder, bytes, offset, length);
      }
    } finally {
      end(heard);
    }
  }

  /** The text is asked for after it was printed, and only if somebody listens. */
  private void heard(Runnable print, Supplier<String> text, boolean line) {
    boolean heard = begin();
    try {
      print.run();
      if (heard) {
        capture.text(stream, decoder, text.get(), line);
      }
    } finally {
      end(heard);
    }
  }

  private boolean begin() {
    return !capture.isIdle() && Aside.begin();
  }

  private static void end(boolean began) {
    if (began) {
      Aside.end();
    }
  }

  /** What the original does. */
  private interface Print<E extends Exception> {
    void run() throws E;
  }
}
