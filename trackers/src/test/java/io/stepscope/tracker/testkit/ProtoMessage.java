package io.stepscope.tracker.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A decoded protocol buffer that insists on the field types it is asked for. */
public final class ProtoMessage {
  private final Map<Integer, List<Object>> fields = new TreeMap<>();

  public static ProtoMessage decode(byte[] bytes) {
    ProtoMessage message = new ProtoMessage();
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> Double.longBitsToDouble(in.getLong());
            case 2 -> {
              byte[] content = new byte[Math.toIntExact(varint(in))];
              in.get(content);
              yield content;
            }
            case 5 -> Float.intBitsToFloat(in.getInt());
            default -> throw new AssertionError("wire type of key " + key);
          };
      message.fields.computeIfAbsent((int) (key >>> 3), f -> new ArrayList<>()).add(value);
    }
    return message;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        if (next == 0 && shift > 0) {
          throw new AssertionError("a varint with more bytes than it needs");
        }
        return value;
      }
    }
    throw new AssertionError("a varint without end");
  }

  public boolean has(int field) {
    return fields.containsKey(field);
  }

  public ProtoMessage only(Integer... allowed) {
    if (!Arrays.asList(allowed).containsAll(fields.keySet())) {
      throw new AssertionError("fields " + fields.keySet() + " where known " + List.of(allowed));
    }
    return this;
  }

  public long int64(int field) {
    return (Long) one(field);
  }

  public double float64(int field) {
    return (Double) one(field);
  }

  public float float32(int field) {
    return (Float) one(field);
  }

  public byte[] bytes(int field) {
    return (byte[]) one(field);
  }

  public String string(int field) {
    return utf8(bytes(field));
  }

  public ProtoMessage message(int field) {
    return decode(bytes(field));
  }

  public List<ProtoMessage> messages(int field) {
    return all(field).stream().map(bytes -> decode((byte[]) bytes)).toList();
  }

  public List<String> strings(int field) {
    return all(field).stream().map(bytes -> utf8((byte[]) bytes)).toList();
  }

  public double[] packedDoubles(int field) {
    ByteBuffer in = ByteBuffer.wrap(bytes(field)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[in.remaining() / 8];
    in.asDoubleBuffer().get(values);
    return values;
  }

  private List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  private Object one(int field) {
    List<Object> values = all(field);
    if (values.size() != 1) {
      throw new AssertionError("field " + field + " is there " + values.size() + " times");
    }
    return values.get(0);
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }
}
