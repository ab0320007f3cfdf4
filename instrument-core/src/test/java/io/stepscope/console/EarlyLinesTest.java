package io.stepscope.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyLinesTest {

  @TempDir private Path dir;
  private final ReplacedStreams streams = new ReplacedStreams();
  private final Capture capture = new Capture();
  private final ByteDecoder decoder = new ByteDecoder(UTF_8);
  private final Redaction redaction =
      Redaction.of(Map.of("WANDB_API_KEY", "0123456789abcdef0123"), Map.of());

  @AfterEach
  void putBack() {
    streams.close();
  }

  @Test
  void theFirstRunGetsWhatWasPrintedBeforeIt() throws IOException {
    assertThat(capture.isIdle()).isTrue();
    capture.keepForFirstRun();
    assertThat(capture.isIdle()).isFalse();
    print(Stream.STDOUT, "early\n");
    print(Stream.STDERR, "key 0123456789abcdef0123\n\rprogress 1\rprogress 2\n");
    print(Stream.STDOUT, "begun, ");
    try (CapturedRun run = new CapturedRun(dir.resolve("first"))) {
      assertThat(capture.add(new ConsoleRecording(run.recorder, redaction))).isZero();
      run.recorder.openStep(4);
      print(Stream.STDOUT, "ended\n");
      assertThat(run.lines())
          .extracting(ConsoleLine::stream, line -> line.stamp().step(), ConsoleLine::text)
          .containsExactly(
              tuple(Stream.STDOUT, -1L, "early"),
              tuple(Stream.STDERR, -1L, "key ***"),
              tuple(Stream.STDERR, -1L, "progress 2"),
              tuple(Stream.STDOUT, 4L, "begun, ended"));
      assertThat(run.lines().get(0).stamp().timeMicros()).isPositive();
    }
  }

  @Test
  void laterRunsGetNothingOfIt() throws IOException {
    capture.keepForFirstRun();
    print(Stream.STDOUT, "early\n");
    try (CapturedRun first = new CapturedRun(dir.resolve("first"));
        CapturedRun second = new CapturedRun(dir.resolve("second"))) {
      ConsoleRecording recording = new ConsoleRecording(first.recorder, redaction);
      capture.add(recording);
      capture.remove(recording);
      capture.keepForFirstRun();
      assertThat(capture.isIdle()).isTrue();
      capture.add(new ConsoleRecording(second.recorder, redaction));
      print(Stream.STDOUT, "in the second\n");
      assertThat(first.texts()).containsExactly("early");
      assertThat(second.texts()).containsExactly("in the second");
    }
  }

  @Test
  void theLastLinesAreKept() throws IOException {
    capture.keepForFirstRun();
    for (int i = 0; i < EarlyLines.MOST_LINES + 10; i++) {
      print(Stream.STDOUT, "line " + i + "\n");
    }
    try (CapturedRun run = new CapturedRun(dir.resolve("lines"))) {
      assertThat(capture.add(new ConsoleRecording(run.recorder, redaction))).isEqualTo(10);
      assertThat(run.texts()).hasSize(EarlyLines.MOST_LINES).startsWith("line 10");
    }
  }

  @Test
  void longLinesAreNotKeptWithoutLimit() throws IOException {
    capture.keepForFirstRun();
    String line = "x".repeat(8_000) + "\n";
    for (int i = 0; i < 100; i++) {
      print(Stream.STDOUT, line);
    }
    try (CapturedRun run = new CapturedRun(dir.resolve("long"))) {
      long forgotten = capture.add(new ConsoleRecording(run.recorder, redaction));
      assertThat(run.texts()).hasSize(EarlyLines.MOST_CHARACTERS / 8_000);
      assertThat(forgotten).isEqualTo(100 - EarlyLines.MOST_CHARACTERS / 8_000);
    }
  }

  private void print(Stream stream, String text) {
    capture.text(stream, decoder, text, false);
  }
}
