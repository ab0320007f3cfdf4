package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.recorder.Aside;
import java.io.IOException;
import java.io.PrintStream;
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
    boolean heard = begin();
    try {
      original.write(b);
      if (heard) {
        capture.bytes(stream, decoder, new byte[] {(byte) b}, 0, 1);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void write(byte[] bytes) throws IOException {
    boolean heard = begin();
    try {
      original.write(bytes);
      if (heard) {
        capture.bytes(stream, decoder, bytes, 0, bytes.length);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    boolean heard = begin();
    try {
      original.write(bytes, offset, length);
      if (heard) {
        capture.bytes(stream, decoder, bytes, offset, length);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(boolean x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(char x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(int x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(long x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(float x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(double x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(char[] x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void print(@Nullable String x) {
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
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
    boolean heard = begin();
    try {
      original.println();
      if (heard) {
        capture.text(stream, decoder, "", true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(boolean x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(char x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(int x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(long x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(float x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(double x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(char[] x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
  }

  @Override
  public synchronized void println(@Nullable String x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
      }
    } finally {
      end(heard);
    }
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
    boolean heard = begin();
    try {
      original.print(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), false);
      }
    } finally {
      end(heard);
    }
  }

  private synchronized void printlnObject(@Nullable Object x) {
    boolean heard = begin();
    try {
      original.println(x);
      if (heard) {
        capture.text(stream, decoder, String.valueOf(x), true);
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
}
