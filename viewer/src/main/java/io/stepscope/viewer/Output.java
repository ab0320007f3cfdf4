package io.stepscope.viewer;

import io.stepscope.json.JsonWriter;
import io.stepscope.viewer.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** Where a command writes what it was asked for: standard output, as a rule. */
final class Output {
  private final OutputStream stream;
  private final Charset charset;
  private final Terminal terminal;

  Output(OutputStream stream, Charset charset, Terminal terminal) {
    this.stream = new Guarded(new BufferedOutputStream(stream, 1 << 16));
    this.charset = charset;
    this.terminal = terminal;
  }

  /** What it can show. */
  Terminal terminal() {
    return terminal;
  }

  void line(String text) {
    text(text + "\n");
  }

  void text(String text) {
    try {
      stream.write(text.getBytes(charset));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void lines(List<String> lines) {
    lines.forEach(this::line);
  }

  /** Indented JSON, in UTF-8 whatever the terminal shows. */
  void json(Object value) {
    try {
      stream.write(JsonWriter.pretty().value(value).toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line("");
  }

  /** For data, which is UTF-8 whatever the terminal shows. Not to be closed. */
  OutputStream stream() {
    return stream;
  }

  void flush() {
    try {
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody reads any more ({@code | head}), which is no failure: the command ends quietly. */
  static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReaderGone() {
      super(null, null, false, false);
    }
  }

  /** Tells a reader that went away from an output that cannot be written. */
  private static final class Guarded extends OutputStream {
    private final OutputStream stream;

    /** What failed once is said once; what comes after has nowhere to go. */
    private boolean broken;

    Guarded(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (broken) {
        return;
      }
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        throw judged(e);
      }
    }

    @Override
    public void flush() throws IOException {
      if (broken) {
        return;
      }
      try {
        stream.flush();
      } catch (IOException e) {
        throw judged(e);
      }
    }

    /** "Broken pipe", "The pipe is being closed" and their translations. */
    private IOException judged(IOException e) {
      broken = true;
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("pipe")) {
        throw new ReaderGone();
      }
      return new IOException("cannot write to standard output: " + e.getMessage(), e);
    }
  }
}
