package io.stepscope.tracker.wandb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of a protocol buffer message that {@link Message} wrote, in their order. */
final class Fields {
  private static final int LENGTH_DELIMITED = 2;

  private final List<Field> fields = new ArrayList<>();

  /** One field; its content is empty if it is a number. */
  private record Field(int number, long value, ByteBuffer content) {}

  /**
   * @throws IOException if it is no such message
   */
  static Fields of(byte[] message) throws IOException {
    return of(ByteBuffer.wrap(message));
  }

  private static Fields of(ByteBuffer in) throws IOException {
    Fields all = new Fields();
    while (in.hasRemaining()) {
      long key = varint(in);
      long value = varint(in);
      ByteBuffer content = ByteBuffer.allocate(0);
      if ((key & 7) == LENGTH_DELIMITED) {
        if (value < 0 || value > in.remaining()) {
          throw new IOException("a field ends early");
        }
        content = in.slice(in.position(), (int) value);
        in.position(in.position() + (int) value);
      } else if ((key & 7) != 0) {
        throw new IOException("a field of type " + (key & 7));
      }
      all.fields.add(new Field((int) (key >>> 3), value, content));
    }
    return all;
  }

  private static long varint(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number without end");
  }

  /** The messages in a field. */
  List<Fields> messages(int number) throws IOException {
    List<Fields> messages = new ArrayList<>();
    for (Field field : fields) {
      if (field.number == number) {
        messages.add(of(field.content.duplicate()));
      }
    }
    return messages;
  }

  /** A text; empty if it is not there. */
  String text(int number) {
    for (Field field : fields) {
      if (field.number == number) {
        return StandardCharsets.UTF_8.decode(field.content.duplicate()).toString();
      }
    }
    return "";
  }

  /** A number; 0 if it is not there. */
  long number(int number) {
    for (Field field : fields) {
      if (field.number == number) {
        return field.value;
      }
    }
    return 0;
  }
}
