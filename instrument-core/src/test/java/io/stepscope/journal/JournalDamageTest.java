package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.Event;
import java.io.IOException;
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
    Path first = SegmentFiles.path(whole, 0);
    byte[] bytes = Files.readAllBytes(first);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(SegmentFiles.path(copy, 0), Arrays.copyOf(bytes, length));
      List<Event> read = Journals.readAll(copy);
      assertThat(read).hasSize(wholeEvents(bytes, length));
      assertThat(read).allMatch(this::wasWritten);
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
    List<byte[]> segments = new ArrayList<>();
    for (Path segment : segments(whole)) {
      segments.add(Files.readAllBytes(segment));
    }
    int unharmed = 0;
    for (int trial = 0; trial < 3_000; trial++) {
      int damaged = random.nextInt(segments.size());
      for (int number = 0; number < segments.size(); number++) {
        byte[] bytes = segments.get(number).clone();
        for (int flips = 1 + random.nextInt(8); number == damaged && flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(SegmentFiles.path(copy, number), bytes);
      }
      List<Event> read = Journals.readAll(copy);
      assertThat(read).allMatch(this::wasWritten);
      unharmed += read.size() == written.size() ? 1 : 0;
      try (JournalFollower follower = JournalFollower.open(copy, "")) {
        assertThat(Journals.follow(follower)).allMatch(this::wasWritten);
      }
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
        .hasMessageContaining("2.0")
        .hasMessageContaining("newer version");
    assertThatThrownBy(() -> JournalFollower.open(copy, ""))
        .isInstanceOf(NewerJournalException.class);
  }

  private boolean wasWritten(Event event) {
    return event.equals(written.get(event.stamp().sequence()));
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
