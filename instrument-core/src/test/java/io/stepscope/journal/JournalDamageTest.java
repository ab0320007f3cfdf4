package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDamageTest {
  @TempDir Path whole;
  @TempDir Path copy;

  private Map<Long, Event> written = Map.of();

  @BeforeEach
  void writeSomeOfEverything() throws IOException {
    JournalOptions options = new JournalOptions(1 << 30, 1 << 13, 1 << 13);
    try (JournalWriter journal = JournalWriter.open(whole, Journals.RUN, Journals.RANK, options)) {
      for (int round = 0; round < 3; round++) {
        for (Event event : EveryKind.events()) {
          if (!String.valueOf(event).contains("0123456789".repeat(100))) {
            journal.append(event);
          }
        }
      }
    }
    written =
        Journals.readAll(whole).stream()
            .collect(Collectors.toMap(event -> event.stamp().sequence(), Function.identity()));
    assertThat(segments(whole)).hasSizeGreaterThan(1);
  }

  @Test
  void aCutAtAnyByteLosesNothingBeforeIt() throws IOException {
    byte[] bytes = Files.readAllBytes(SegmentFiles.path(whole, 0));
    Path cut = SegmentFiles.path(copy, 0);
    Files.write(cut, bytes);
    try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
      for (int length = bytes.length - 1; length >= 0; length--) {
        file.setLength(length);
        List<Event> read = Journals.readAll(copy);
        assertThat(read).hasSize(wholeEvents(bytes, length));
        assertThat(read).allMatch(this::wasWritten);
      }
    }
  }

  /** Events of the first segment, whose positions are offsets, that end before a cut. */
  private int wholeEvents(byte[] bytes, int cut) {
    int count = 0;
    for (long sequence : written.keySet()) {
      long at = sequence * 8;
      if (cut >= Format.HEADER_BYTES && at < cut) {
        long end = at + 8L * Format.words(Format.word(bytes, (int) at));
        count += end <= cut ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void flippedBitsNeverThrowAndNeverMakeUpAnEvent() throws IOException {
    Random random = new Random(20261121);
    copyWhole();
    int unharmed = 0;
    for (int trial = 0; trial < 3_000; trial++) {
      Path segment = SegmentFiles.path(copy, random.nextInt(segments(whole).size()));
      byte[] intact = Files.readAllBytes(segment);
      byte[] bytes = intact.clone();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      overwrite(segment, bytes);
      List<Event> read = Journals.readAll(copy);
      assertThat(read).allMatch(this::wasWritten);
      unharmed += read.size() == written.size() ? 1 : 0;
      try (JournalFollower follower = JournalFollower.open(copy, "")) {
        assertThat(Journals.follow(follower)).allMatch(this::wasWritten);
      }
      overwrite(segment, intact);
    }
    assertThat(unharmed).isBetween(1, 2_000);
  }

  @Test
  void damageCostsOneRecordAndIsCounted() throws IOException {
    Path first = copyWhole();
    byte[] bytes = Files.readAllBytes(first);
    long victim = written.keySet().stream().sorted().skip(10).findFirst().orElseThrow();
    bytes[(int) victim * 8 + 9] ^= 1;
    Files.write(first, bytes);

    try (JournalReader reader = JournalReader.open(copy)) {
      List<Event> read = new ArrayList<>();
      reader.readAll(read::add);
      assertThat(read).hasSize(written.size() - 1).allMatch(this::wasWritten);
      assertThat(reader.damagedBytes()).isPositive().isLessThan(100);
    }
  }

  @Test
  void aLostBlockCostsNoMoreThanItsLease() throws IOException {
    Path first = copyWhole();
    byte[] bytes = Files.readAllBytes(first);
    Arrays.fill(bytes, 4 * Format.BLOCK_BYTES, 5 * Format.BLOCK_BYTES, (byte) 0);
    Files.write(first, bytes);

    List<Event> read = Journals.readAll(copy);

    assertThat(read).hasSizeBetween(written.size() - 80, written.size() - 1);
    assertThat(read).allMatch(this::wasWritten);
  }

  @Test
  void aLaterSegmentWithoutItsHeaderIsStillRead() throws IOException {
    copyWhole();
    Path second = SegmentFiles.path(copy, 1);
    byte[] bytes = Files.readAllBytes(second);
    bytes[20] ^= 1;
    Files.write(second, bytes);

    assertThat(Journals.readAll(copy)).hasSize(written.size()).allMatch(this::wasWritten);
  }

  @Test
  void aJournalOfANewerVersionIsRefused() throws IOException {
    Path first = copyWhole();
    byte[] bytes = Files.readAllBytes(first);
    byte[] block = Arrays.copyOf(bytes, Format.HEADER_BYTES);
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) 2);
    SegmentHeader.sign(block);
    System.arraycopy(block, 0, bytes, 0, block.length);
    Files.write(first, bytes);

    assertThatThrownBy(() -> JournalReader.open(copy))
        .isInstanceOf(NewerJournalException.class)
        .hasMessageContaining("2." + Format.MINOR)
        .hasMessageContaining("newer version");
    assertThatThrownBy(() -> JournalFollower.open(copy, ""))
        .isInstanceOf(NewerJournalException.class);
  }

  /** What a later minor version may add. */
  @Test
  void recordsOfUnknownTypesArePassedOverAndCounted() throws IOException {
    try (JournalWriter journal = Journals.open(copy)) {
      assertThat(journal.stepComplete(1, 0, 1)).isTrue();
      assertThat(journal.stepComplete(2, 0, 1)).isTrue();
      assertThat(journal.stepComplete(3, 0, 1)).isTrue();
    }
    Path first = SegmentFiles.path(copy, 0);
    byte[] bytes = Files.readAllBytes(first);
    int[] unknownTypes = {0x2f, Format.GENERAL | 62};
    for (int i = 0; i < unknownTypes.length; i++) {
      int at = Format.HEADER_BYTES + Format.LEASE_HEAD_BYTES + i * Format.PACKED_BYTES;
      int shape = Format.shape(unknownTypes[i], 4);
      long seal = Format.seal(shape, Checksum.of(bytes, at, 4, at / 8, shape));
      Format.ARRAY_WORDS.set(bytes, at, seal);
    }
    Files.write(first, bytes);

    try (JournalReader reader = JournalReader.open(copy)) {
      List<Event> read = new ArrayList<>();
      reader.readAll(read::add);
      assertThat(read).hasSize(1);
      assertThat(reader.unknownRecords()).isEqualTo(2);
      assertThat(reader.damagedBytes()).isZero();
    }
    try (JournalFollower follower = JournalFollower.open(copy, "")) {
      assertThat(Journals.follow(follower)).hasSize(1);
    }
  }

  private boolean wasWritten(Event event) {
    return event.equals(written.get(event.stamp().sequence()));
  }

  /** In place: some file systems flush a file that is cut to nothing and written anew. */
  private static void overwrite(Path segment, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.write(bytes);
    }
  }

  private Path copyWhole() throws IOException {
    for (Path segment : segments(whole)) {
      Files.copy(segment, copy.resolve(segment.getFileName()));
    }
    return SegmentFiles.path(copy, 0);
  }

  private static List<Path> segments(Path folder) throws IOException {
    return SegmentFiles.numbers(folder).stream()
        .map(number -> SegmentFiles.path(folder, number))
        .toList();
  }
}
