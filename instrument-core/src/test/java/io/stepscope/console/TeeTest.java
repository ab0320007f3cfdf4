package io.stepscope.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.redaction.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream gets through a tee is what it gets without one. */
class TeeTest {

  private final Throwable trace =
      new IllegalStateException("outer", new IllegalArgumentException("inner"));

  @TempDir private Path dir;

  @Test
  void everyMethodDoesWhatTheOriginalDoes() throws IOException {
    List<Consumer<PrintStream>> calls =
        List.of(
            to -> to.print(true),
            to -> to.print('ä'),
            to -> to.print(1),
            to -> to.print(2L),
            to -> to.print(0.1f),
            to -> to.print(0.1),
            to -> to.print(new char[] {'a', '損'}),
            to -> to.print("größer 😀 \ud800 x"),
            to -> to.print((String) null),
            to -> to.print((Object) null),
            to -> to.print(List.of(1, 2)),
            PrintStream::println,
            to -> to.println(false),
            to -> to.println('x'),
            to -> to.println(-1),
            to -> to.println(-2L),
            to -> to.println(Float.NaN),
            to -> to.println(1e300),
            to -> to.println(new char[0]),
            to -> to.println("a\nb\r\nc"),
            to -> to.println((String) null),
            to -> to.println(List.of("損失")),
            to -> to.println("x".repeat(1 << 20)),
            to -> to.printf("%d of %s%n", 3, "損"),
            to -> to.printf(Locale.GERMANY, "%.2f\n", 0.5),
            to -> to.format("%5.1e|", 12.5),
            to -> to.append("text").append("xtexty", 1, 5).append('c'),
            to -> to.append(null),
            to -> to.write('\n'),
            to -> to.write(0x1c3),
            to -> to.write(new byte[] {1, (byte) 0xe6, (byte) 0x90, '\n', 0}, 1, 3),
            to -> to.writeBytes(new byte[] {(byte) 0x8d, 'x'}),
            to -> writeAll(to, new byte[] {'y', '\r', '\n'}),
            trace::printStackTrace,
            PrintStream::flush);
    for (Charset charset : List.of(UTF_8, ISO_8859_1, UTF_16)) {
      for (boolean autoflush : new boolean[] {false, true}) {
        assertSameCalls(charset, autoflush, calls);
      }
    }
  }

  @Test
  void randomBytesArriveAsTheyAre() throws IOException {
    Random random = new Random(3);
    List<Consumer<PrintStream>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? 20_000 : 40)];
      random.nextBytes(bytes);
      calls.add(
          switch (i % 3) {
            case 0 -> to -> to.write(bytes, 0, bytes.length);
            case 1 -> to -> to.print(new String(bytes, UTF_8));
            default -> to -> to.write(bytes.length);
          });
    }
    assertSameCalls(UTF_8, true, calls);
  }

  @Test
  void aStreamThatOverridesSomeMethodsIsAskedForThoseAlone() throws IOException {
    try (ReplacedStreams streams = new ReplacedStreams()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream marking = new Marking(bytes);
      System.setOut(marking);
      try (CapturedRun run = new CapturedRun(dir)) {
        System.out.println("text");
        System.out.println(1);
        System.out.println(List.of(2));
        System.out.print("3");
        run.end();
        assertThat(run.texts()).containsExactly("text", "1", "[2]", "3");
      }
      assertThat(bytes.toString(UTF_8)).isEqualTo("> text\n1\n! [2]\n3");
      assertThat(System.out).isSameAs(marking);
      assertThat(streams.printed()).isEmpty();
    }
  }

  @Test
  void anExceptionOfTheStreamIsTheProgramsAndEndsNothing() throws IOException {
    try (ReplacedStreams streams = new ReplacedStreams();
        CapturedRun run = new CapturedRun(dir)) {
      String wrong = List.of("a %d%n").get(0);
      assertThatThrownBy(() -> System.out.printf(wrong, "no number"))
          .isInstanceOf(IllegalFormatException.class);
      System.out.println("b");
      PrintStream failing =
          new PrintStream(OutputStream.nullOutputStream(), true, UTF_8) {
            @Override
            public void println(String x) {
              throw new IllegalStateException("no");
            }
          };
      run.end();
      System.setOut(failing);
      try (CapturedRun other = new CapturedRun(dir.resolve("other"))) {
        assertThatThrownBy(() -> System.out.println("lost"))
            .isInstanceOf(IllegalStateException.class);
        System.out.print("kept\n");
        assertThat(other.texts()).containsExactly("kept");
      }
      assertThat(run.texts()).containsExactly("a b");
      assertThat(streams.printed()).isEqualTo("a b" + System.lineSeparator());
    }
  }

  @Test
  void aCharacterThatCannotBeShownIsRecordedAllTheSame() throws IOException {
    try (ReplacedStreams streams = new ReplacedStreams()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      System.setOut(new PrintStream(bytes, true, ISO_8859_1));
      try (CapturedRun run = new CapturedRun(dir)) {
        System.out.print("é 損\n");
        System.out.write("é\n".getBytes(ISO_8859_1), 0, 2);
        // Before JDK 18 nobody tells what a stream of the program's own encodes with.
        boolean tells = Runtime.version().feature() >= 18;
        assertThat(run.texts()).containsExactly("é 損", tells ? "é" : "\ufffd");
      }
      assertThat(bytes.toByteArray()).isEqualTo("é ?\né\n".getBytes(ISO_8859_1));
      assertThat(streams.printed()).isEmpty();
    }
  }

  private void assertSameCalls(
      Charset charset, boolean autoflush, List<Consumer<PrintStream>> calls) throws IOException {
    NotingStream plain = new NotingStream();
    PrintStream original = new PrintStream(plain, autoflush, charset);
    calls.forEach(call -> call.accept(original));
    NotingStream noted = new NotingStream();
    Capture capture = new Capture();
    PrintStream tee = new Tee(new PrintStream(noted, autoflush, charset), Stream.STDOUT, capture);
    try (CapturedRun run = new CapturedRun(dir.resolve(charset + "" + autoflush))) {
      capture.add(new ConsoleRecording(run.recorder, Redaction.withoutValues()));
      calls.forEach(call -> call.accept(tee));
      assertThat(run.recorder.failures()).isEmpty();
      assertThat(run.recorder.lost()).isEmpty();
      assertThat(run.lines()).isNotEmpty();
    }
    assertThat(noted.calls).as("%s, autoflush %s", charset, autoflush).isEqualTo(plain.calls);
    assertThat(noted.bytes.toByteArray()).isEqualTo(plain.bytes.toByteArray());
  }

  private static void writeAll(PrintStream to, byte[] bytes) {
    try {
      to.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes how it is called, flushes included. */
  private static final class NotingStream extends OutputStream {
    private final List<String> calls = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      calls.add("1");
      bytes.write(b);
    }

    @Override
    public void write(byte[] more, int offset, int length) {
      calls.add(Integer.toString(length));
      bytes.write(more, offset, length);
    }

    @Override
    public void flush() {
      calls.add("flush");
    }
  }

  /** What people write to lead standard output elsewhere. */
  private static final class Marking extends PrintStream {
    Marking(OutputStream out) {
      super(out, true, UTF_8);
    }

    @Override
    public void println(String x) {
      print("> " + x + "\n");
    }

    @Override
    public void println(int x) {
      print(x + "\n");
    }

    @Override
    public void println(Object x) {
      print("! " + x + "\n");
    }
  }
}
