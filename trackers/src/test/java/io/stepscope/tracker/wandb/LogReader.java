package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Reads {@code .wandb} files by the rules of their format, and insists on each of them. */
public final class LogReader {
  private static final int BLOCK = 32_768;

  private LogReader() {}

  /** The one file below a folder. */
  public static Path file(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> found = all.filter(path -> path.toString().endsWith(".wandb")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  /** The records of a file. */
  static List<byte[]> records(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[7];
    in.get(header);
    assertThat(header).containsExactly(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0);
    List<byte[]> records = new ArrayList<>();
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    boolean inside = false;
    while (in.hasRemaining()) {
      int left = BLOCK - in.position() % BLOCK;
      if (left < 7) {
        for (int i = 0; i < left; i++) {
          assertThat(in.get()).as("filling").isZero();
        }
        continue;
      }
      long sum = Integer.toUnsignedLong(in.getInt());
      int length = Short.toUnsignedInt(in.getShort());
      int type = in.get();
      assertThat(length).as("a chunk stays in its block").isLessThanOrEqualTo(left - 7);
      byte[] content = new byte[length];
      in.get(content);
      CRC32 crc = new CRC32();
      crc.update(type);
      crc.update(content);
      assertThat(sum).as("checksum").isEqualTo(crc.getValue());
      assertThat(type).as("chunk type").isBetween(1, 4);
      assertThat(type == 3 || type == 4).as("goes on with a record").isEqualTo(inside);
      parts.writeBytes(content);
      inside = type == 2 || type == 3;
      if (!inside) {
        records.add(parts.toByteArray());
        parts.reset();
      }
    }
    assertThat(inside).as("ends within a record").isFalse();
    return records;
  }

  /** The decoded records of a file, which must be numbered from 1. */
  static List<ProtoMessage> messages(Path file) throws IOException {
    List<ProtoMessage> messages = records(file).stream().map(ProtoMessage::decode).toList();
    for (int i = 0; i < messages.size(); i++) {
      assertThat(messages.get(i).int64(1)).isEqualTo(i + 1);
    }
    return messages;
  }

  /** The records of one kind. */
  static List<ProtoMessage> of(Path file, int kind) throws IOException {
    return messages(file).stream()
        .filter(record -> record.has(kind))
        .map(record -> record.message(kind))
        .toList();
  }
}
