package io.stepscope.probe.custom;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command whose first JSON value counts: lines before it that begin neither with a brace nor a
 * bracket are warnings, and a command that goes on printing, as monitors do, is ended.
 */
final class JsonCommand {
  private static final int MOST_BYTES = 4 << 20;
  private static final long PARTING_MILLIS = 500;
  private static final Path NOTHING =
      Path.of(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  private final List<String> words;
  private final Duration most;
  private volatile @Nullable Process running;

  /**
   * @param command words separated by blanks; quotes hold words with blanks together
   * @param most after which it is ended
   */
  JsonCommand(String command, Duration most) {
    this.words = words(command);
    this.most = most;
  }

  static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      for (int group = 1; group <= 3; group++) {
        String word = matcher.group(group);
        if (word != null) {
          words.add(word);
        }
      }
    }
    return words;
  }

  /**
   * Runs it.
   *
   * @throws IOException if it cannot be started, fails, takes too long, or prints no JSON
   */
  @Nullable Object run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words)
            .redirectInput(Redirect.from(NOTHING.toFile()))
            .redirectError(Redirect.DISCARD)
            .start();
    running = process;
    CommandOutput out = new CommandOutput(process, most);
    try {
      Object json = JsonTree.read(new Limited(afterWarnings(new BufferedInputStream(out))));
      out.remember();
      if (process.waitFor(PARTING_MILLIS, TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
        throw new IOException("it ended with exit value " + process.exitValue());
      }
      return json;
    } catch (InterruptedIOException e) {
      Thread.interrupted(); // The exception says it.
      throw new InterruptedException();
    } catch (IOException e) {
      throw better(e, process, out);
    } finally {
      out.end();
    }
  }

  /** Ends it if it runs. */
  void end() {
    Process process = running;
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** What a broken pipe or a half JSON really means. */
  private IOException better(IOException e, Process process, CommandOutput out)
      throws InterruptedException {
    if (out.isLate()) {
      return new IOException("it was ended after " + most.toMillis() + " ms");
    }
    boolean over = process.waitFor(PARTING_MILLIS, TimeUnit.MILLISECONDS);
    if (over && process.exitValue() != 0) {
      return new IOException("it ended with exit value " + process.exitValue());
    }
    return new IOException(String.valueOf(e.getMessage()).lines().findFirst().orElse("no JSON"));
  }

  private static InputStream afterWarnings(InputStream out) throws IOException {
    PushbackInputStream in = new PushbackInputStream(out);
    boolean lineBegins = true;
    for (int read = 0; read < MOST_BYTES; read++) {
      int one = in.read();
      if (one < 0 || (lineBegins && (one == '{' || one == '['))) {
        if (one >= 0) {
          in.unread(one);
        }
        return in;
      }
      lineBegins = one == '\n' || (lineBegins && Character.isWhitespace(one));
    }
    throw new IOException("it printed " + MOST_BYTES + " bytes that are no JSON");
  }

  /** Breaks off where a tool floods. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private int left = MOST_BYTES;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return spend(in.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = in.read(bytes, from, Math.min(length, Math.max(left, 1)));
      spend(0, read);
      return read;
    }

    private int spend(int result, int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("it printed more than " + MOST_BYTES + " bytes");
      }
      return result;
    }
  }
}
