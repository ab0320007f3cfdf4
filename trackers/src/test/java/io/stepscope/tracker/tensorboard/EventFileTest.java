package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  /** {@code train/loss} = 0.25 at step 300, as TensorBoard 2.21.0's own writer writes it. */
  private static final String OFFICIAL =
      "2100000000000000017becf609000020f061c0da4110ac022a130a110a0a747261696e2f6c6f7373150000803e"
          + "094bc081";

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void masksTheChecksumAsTensorFlowDoes() {
    byte[] payload = "\u001a\u0011CRC test, one two".getBytes(StandardCharsets.US_ASCII);

    assertThat(new MaskedCrc().of(payload, 0, payload.length)).isEqualTo(0x5794d08a);
  }

  @Test
  void writesTheOfficialBytesOfAScalar() throws IOException {
    Path path = folder.resolve("tfevents");
    try (EventFile file = EventFile.create(path)) {
      byte[] series = new ScalarSeries().of("train/loss");
      file.scalar(1_795_262_400_500_000L, 300, series, 0.25f);
      file.flush();
    }

    assertThat(HexFormat.of().formatHex(Files.readAllBytes(path))).isEqualTo(OFFICIAL);
  }

  @Test
  void writesRecordsOfAnyLength() throws IOException {
    Path path = folder.resolve("tfevents");
    List<Integer> lengths = List.of(0, 1, 126, 127, 128, 129, 16_383, 16_384, 300_000, 3_000_000);
    try (EventFile file = EventFile.create(path)) {
      Summaries summaries = new Summaries(file);
      for (int length : lengths) {
        summaries.text(1, length, "t", "x".repeat(length));
      }
      file.flush();
      assertThat(file.offset()).isEqualTo(Files.size(path));
    }

    assertThat(EventFiles.values(folder))
        .extracting(value -> value.text().length())
        .isEqualTo(lengths);
  }

  @Test
  void keepsNegativeStepsAndHugeOnes() throws IOException {
    try (EventFile file = EventFile.create(folder.resolve("tfevents"))) {
      for (long step : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
        file.scalar(1, step, new ScalarSeries().of("s"), 1);
      }
      file.flush();
    }

    assertThat(EventFiles.values(folder))
        .extracting(EventFiles.Value::step)
        .containsExactly(-1L, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Test
  void cutsWhatLiesBehindTheOffsetAndAppendsThere() throws IOException {
    Path path = folder.resolve("tfevents");
    Files.writeString(path, "0123456789");
    try (EventFile file = EventFile.reopen(path, 4)) {
      assertThat(file.offset()).isEqualTo(4);
    }

    assertThat(path).hasContent("0123");
  }

  @Test
  void refusesAFileThatIsShorterThanWhatWasAcknowledged() throws IOException {
    Path path = folder.resolve("tfevents");
    Files.writeString(path, "0123");

    assertThatThrownBy(() -> EventFile.reopen(path, 5))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessageContaining("has 4 bytes where 5 were written");
    assertThat(path).hasContent("0123");
  }
}
