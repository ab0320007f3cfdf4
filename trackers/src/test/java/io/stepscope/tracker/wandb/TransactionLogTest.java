package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionLogTest {
  private static final int BLOCK = 32_768;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void beginsWithTheHeaderOfTheFormat() throws IOException {
    write(List.of());

    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file()))).isEqualTo("3a572642e1be00");
  }

  /** Sizes that W&B's own tests of its writer name: a record of nothing, and one of a number. */
  @Test
  void framesSmallRecordsInSevenBytes() throws IOException {
    byte[] number = new Message().number(1, 13).toByteArray();
    write(List.of(new byte[0], number));

    assertThat(number).containsExactly(8, 13);
    assertThat(Files.size(file())).isEqualTo(7 + 7 + 9);
    assertThat(LogReader.records(file())).containsExactly(new byte[0], number);
  }

  /** So many bytes are left in the first block behind the first record. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 8, 14, 100})
  void crossesTheEndOfABlock(int left) throws IOException {
    List<byte[]> records = new ArrayList<>();
    records.add(bytes(BLOCK - 7 - 7 - left));
    records.add(bytes(50));
    records.add(bytes(3 * BLOCK));
    records.add(bytes(0));
    write(records);

    assertThat(LogReader.records(file())).containsExactlyElementsOf(records);
  }

  @Test
  void holdsRecordsOfAnySize() throws IOException {
    List<byte[]> records = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      records.add(bytes(random.nextInt(i % 50 == 0 ? 100_000 : 900)));
    }
    write(records);

    assertThat(LogReader.records(file())).containsExactlyElementsOf(records);
  }

  @Test
  void goesOnWhereverARecordEnded() throws IOException {
    List<byte[]> records = new ArrayList<>();
    long offset = 7;
    try (TransactionLog log = TransactionLog.create(file())) {
      log.flush();
    }
    Random random = new Random(2);
    for (int i = 0; i < 400; i++) {
      try (TransactionLog log = TransactionLog.reopen(file(), offset)) {
        records.add(bytes(random.nextInt(400)));
        log.append(records.get(i));
        log.flush();
        offset = log.offset();
        log.append(bytes(random.nextInt(400)));
        log.flush();
      }
    }
    TransactionLog.reopen(file(), offset).close();

    assertThat(LogReader.records(file())).containsExactlyElementsOf(records);
  }

  @Test
  void refusesToGoOnBehindBytesThatAreGone() throws IOException {
    write(List.of(bytes(10)));

    assertThatExceptionOfType(UnusableCheckpointException.class)
        .isThrownBy(() -> TransactionLog.reopen(file(), 1_000))
        .withMessageContaining("24 bytes where 1000");
  }

  private void write(List<byte[]> records) throws IOException {
    try (TransactionLog log = TransactionLog.create(file())) {
      records.forEach(log::append);
      log.flush();
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Path file() {
    return folder.resolve("run-x.wandb");
  }
}
