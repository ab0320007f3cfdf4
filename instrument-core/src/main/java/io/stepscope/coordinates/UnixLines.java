package io.stepscope.coordinates;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads {@code \r\n} as {@code \n}, as git does when it converts line ends. */
final class UnixLines extends InputStream {

  private final BufferedInputStream in;
  private long converted;

  UnixLines(BufferedInputStream in) {
    this.in = in;
  }

  /** How many line ends were converted so far. */
  long converted() {
    return converted;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b != '\r') {
      return b;
    }
    in.mark(1);
    if (in.read() == '\n') {
      converted++;
      return '\n';
    }
    in.reset();
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int b = read();
      if (b < 0) {
        return done == 0 ? -1 : done;
      }
      bytes[offset + done++] = (byte) b;
    }
    return done;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
