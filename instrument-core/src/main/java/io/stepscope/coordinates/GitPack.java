package io.stepscope.coordinates;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * One pack of objects with its index of version 2.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">pack format</a>
 */
final class GitPack implements Closeable {

  private static final int MAGIC = 0xFF744F63;
  private static final int HEADER = 8;
  private static final int FANOUT = 256 * 4;
  private static final int OFFSET_DELTA = 6;
  private static final int NAME_DELTA = 7;
  private static final int MAX_DELTAS = 64;

  private final FileChannel index;
  private final FileChannel data;
  private final ObjectFormat format;

  private GitPack(FileChannel index, FileChannel data, ObjectFormat format) {
    this.index = index;
    this.data = data;
    this.format = format;
  }

  static GitPack open(Path indexFile, ObjectFormat format) throws IOException {
    String path = indexFile.toString();
    Path dataFile = Path.of(path.substring(0, path.length() - ".idx".length()) + ".pack");
    FileChannel index = FileChannel.open(indexFile);
    try {
      return new GitPack(index, FileChannel.open(dataFile), format);
    } catch (IOException e) {
      index.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (index;
        data) {}
  }

  /** Content of an object, or null when it is not in this pack. */
  byte @Nullable [] read(String name) throws IOException {
    long offset = offsetOf(HexFormat.of().parseHex(name));
    return offset < 0 ? null : readAt(offset, 0);
  }

  private long offsetOf(byte[] name) throws IOException {
    if (bytes(index, 0, 4).getInt() != MAGIC) {
      throw new IOException("pack index of version 1");
    }
    int firstByte = Byte.toUnsignedInt(name[0]);
    int low = firstByte == 0 ? 0 : bytes(index, HEADER + 4L * (firstByte - 1), 4).getInt();
    int high = bytes(index, HEADER + 4L * firstByte, 4).getInt();
    long count = bytes(index, HEADER + 4L * 255, 4).getInt();
    long names = HEADER + FANOUT;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] found = bytes(index, names + (long) middle * name.length, name.length).array();
      int order = Arrays.compareUnsigned(found, name);
      if (order == 0) {
        return offset(names + count * (name.length + 4L), count, middle);
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    return -1;
  }

  /** Offsets of 31 bits; with the highest bit set, the place of a long one in the next table. */
  private long offset(long table, long count, int i) throws IOException {
    int small = bytes(index, table + 4L * i, 4).getInt();
    return small >= 0
        ? small
        : bytes(index, table + 4L * count + 8L * (small & 0x7FFFFFFF), 8).getLong();
  }

  private byte[] readAt(long offset, int depth) throws IOException {
    if (depth > MAX_DELTAS) {
      throw new IOException("chain of deltas too long");
    }
    ByteBuffer in = some(offset);
    int b = in.get();
    int type = (b >> 4) & 7;
    long size = b & 0xF;
    for (int shift = 4; (b & 0x80) != 0; shift += 7) {
      b = in.get();
      size |= (long) (b & 0x7F) << shift;
    }
    if (size > GitObjects.MAX_BYTES) {
      throw new IOException("object too large");
    }
    if (type == OFFSET_DELTA) {
      long base = offset - distance(in);
      return delta(readAt(base, depth + 1), inflate(offset + in.position(), (int) size));
    }
    if (type == NAME_DELTA) {
      byte[] base = new byte[format.bytes()];
      in.get(base);
      byte[] change = inflate(offset + in.position(), (int) size);
      return delta(readAt(offsetOf(base), depth + 1), change);
    }
    return inflate(offset + in.position(), (int) size);
  }

  private static long distance(ByteBuffer in) {
    int b = in.get();
    long distance = b & 0x7F;
    while ((b & 0x80) != 0) {
      b = in.get();
      distance = ((distance + 1) << 7) | (b & 0x7F);
    }
    return distance;
  }

  private byte[] inflate(long offset, int size) throws IOException {
    byte[] result = new byte[size];
    Inflater inflater = new Inflater();
    try {
      int done = 0;
      long at = offset;
      while (done < size) {
        if (inflater.needsInput()) {
          ByteBuffer more = some(at);
          at += more.remaining();
          inflater.setInput(more);
        }
        int count = inflater.inflate(result, done, size - done);
        if (count == 0 && (inflater.finished() || inflater.needsDictionary())) {
          throw new IOException("damaged pack");
        }
        done += count;
      }
      return result;
    } catch (DataFormatException e) {
      throw new IOException("damaged pack", e);
    } finally {
      inflater.end();
    }
  }

  /** Applies a delta: copies of parts of the base and new bytes. */
  private static byte[] delta(byte[] base, byte[] change) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(change);
    skipNumber(in); // size of the base
    skipNumber(in); // size of the result
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (in.hasRemaining()) {
      int code = Byte.toUnsignedInt(in.get());
      if (code >= 0x80) {
        int from = littleEndian(in, code, 4);
        int size = littleEndian(in, code >> 4, 3);
        out.write(base, from, size == 0 ? 0x10000 : size);
      } else if (code > 0) {
        byte[] literal = new byte[code];
        in.get(literal);
        out.writeBytes(literal);
      } else {
        throw new IOException("damaged delta");
      }
    }
    return out.toByteArray();
  }

  private static int littleEndian(ByteBuffer in, int present, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      if ((present & (1 << i)) != 0) {
        number |= Byte.toUnsignedInt(in.get()) << (8 * i);
      }
    }
    return number;
  }

  private static void skipNumber(ByteBuffer in) {
    int b = in.get();
    while ((b & 0x80) != 0) {
      b = in.get();
    }
  }

  private ByteBuffer some(long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    int count = data.read(buffer, offset);
    while (count > 0 && buffer.hasRemaining()) {
      count = data.read(buffer, offset + buffer.position());
    }
    if (buffer.position() == 0) {
      throw new EOFException("pack ends early");
    }
    return buffer.flip();
  }

  private static ByteBuffer bytes(FileChannel file, long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("pack index ends early");
      }
    }
    return buffer.flip();
  }
}
