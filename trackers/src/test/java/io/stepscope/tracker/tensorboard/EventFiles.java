package io.stepscope.tracker.tensorboard;

import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads event files strictly: every checksum must be right and nothing may be left over. */
final class EventFiles {

  private EventFiles() {}

  /** The event files of a folder, as TensorBoard orders them. */
  static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  static List<ProtoMessage> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<ProtoMessage> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(in.position(), length);
      byte[] payload = new byte[Math.toIntExact(in.getLong())];
      check(in, length);
      in.get(payload);
      check(in, payload);
      events.add(ProtoMessage.decode(payload).only(1, 2, 3, 4, 5, 7, 10));
    }
    return events;
  }

  /** All values of the summaries of a folder, each with its step and wall time. */
  static List<Value> values(Path folder) throws IOException {
    List<Value> values = new ArrayList<>();
    for (Path file : in(folder)) {
      for (ProtoMessage event : read(file)) {
        if (event.has(5)) {
          ProtoMessage value = event.message(5).only(1).message(1).only(1, 2, 4, 5, 8, 9);
          values.add(new Value(value.string(1), event.int64(2), event.float64(1), value));
        }
      }
    }
    return values;
  }

  static List<Value> values(Path folder, String tag) throws IOException {
    return values(folder).stream().filter(value -> value.tag().equals(tag)).toList();
  }

  /** One {@code Summary.Value}. */
  record Value(String tag, long step, double time, ProtoMessage message) {

    boolean isScalar() {
      return message.has(2);
    }

    float scalar() {
      return message.only(1, 2).float32(2);
    }

    String text() {
      ProtoMessage tensor = message.only(1, 8, 9).message(8).only(1, 2, 8);
      if (tensor.int64(1) != 7 || tensor.bytes(2).length != 0) {
        throw new AssertionError("not a scalar string tensor");
      }
      if (!message.message(9).message(1).string(1).equals("text")) {
        throw new AssertionError("not of the text dashboard");
      }
      return tensor.string(8);
    }
  }

  private static void check(ByteBuffer in, byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    int masked = (value >>> 15 | value << 17) + 0xa282ead8;
    if (in.getInt() != masked) {
      throw new AssertionError("wrong checksum before byte " + in.position());
    }
  }
}
