package io.stepscope.coordinates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a git index, versions 2 to 4.
 *
 * @see <a href="https://git-scm.com/docs/index-format">index format</a>
 */
final class GitIndex {

  private static final int MAGIC = 0x44495243; // "DIRC"
  private static final int FLAG_ASSUME_VALID = 0x8000;
  private static final int FLAG_EXTENDED = 0x4000;
  private static final int EXTENDED_SKIP_WORKTREE = 0x4000;
  private static final int EXTENDED_INTENT_TO_ADD = 0x2000;

  /**
   * A file in the index.
   *
   * @param path bytes of its path, with {@code /}
   * @param mode type and permissions as git writes them
   * @param size of the file when it was staged, lower 32 bits; 0 also when git was not sure
   * @param object name of its content
   */
  record Entry(
      byte[] path,
      int mode,
      long modifiedSeconds,
      int modifiedNanos,
      long size,
      byte[] object,
      boolean unmerged,
      boolean ignored,
      boolean intentToAdd) {

    static final int SYMLINK = 0xA000;
    static final int SUBMODULE = 0xE000;

    int type() {
      return mode & 0xF000;
    }

    boolean executable() {
      return (mode & 0x40) != 0;
    }

    String pathText() {
      return new String(path, StandardCharsets.UTF_8);
    }
  }

  private final ByteBuffer in;
  private final ObjectFormat format;
  private final int version;
  private byte[] previousPath = {};

  private GitIndex(ByteBuffer in, ObjectFormat format) throws IOException {
    this.in = in;
    this.format = format;
    if (in.getInt() != MAGIC) {
      throw new IOException("no git index");
    }
    version = in.getInt();
    if (version < 2 || version > 4) {
      throw new IOException("git index of version " + version);
    }
  }

  /**
   * The entries in index order.
   *
   * @throws IOException if the index is damaged, or of a kind whose entries are elsewhere or stand
   *     for whole folders (split and sparse indexes)
   */
  static List<Entry> parse(byte[] bytes, ObjectFormat format) throws IOException {
    try {
      GitIndex index = new GitIndex(ByteBuffer.wrap(bytes), format);
      int count = index.in.getInt();
      List<Entry> entries = new ArrayList<>(Math.min(count, bytes.length / 64));
      for (int i = 0; i < count; i++) {
        entries.add(index.next());
      }
      index.checkExtensions(bytes.length - format.bytes());
      return entries;
    } catch (RuntimeException e) {
      throw new IOException("damaged git index", e);
    }
  }

  private Entry next() {
    int start = in.position();
    in.getLong(); // time of the last change of metadata
    long seconds = Integer.toUnsignedLong(in.getInt());
    int nanos = in.getInt();
    in.getLong(); // device and inode
    int mode = in.getInt();
    in.getLong(); // user and group
    long size = Integer.toUnsignedLong(in.getInt());
    byte[] object = new byte[format.bytes()];
    in.get(object);
    int flags = in.getShort();
    int extended = (flags & FLAG_EXTENDED) != 0 ? in.getShort() : 0;
    byte[] path = version == 4 ? compressedPath() : paddedPath(start);
    previousPath = path;
    return new Entry(
        path,
        mode,
        seconds,
        nanos,
        size,
        object,
        (flags & 0x3000) != 0,
        (flags & FLAG_ASSUME_VALID) != 0 || (extended & EXTENDED_SKIP_WORKTREE) != 0,
        (extended & EXTENDED_INTENT_TO_ADD) != 0);
  }

  /** Ends with 1 to 8 zero bytes, so that the entry is a multiple of 8 long. */
  private byte[] paddedPath(int start) {
    byte[] path = untilZero();
    int length = in.position() - 1 - start;
    in.position(start + (length + 8) / 8 * 8);
    return path;
  }

  /** Says how many bytes to remove from the end of the previous path, and what to append. */
  private byte[] compressedPath() {
    int removed = offsetNumber();
    byte[] suffix = untilZero();
    int kept = previousPath.length - removed;
    byte[] path = new byte[kept + suffix.length];
    System.arraycopy(previousPath, 0, path, 0, kept);
    System.arraycopy(suffix, 0, path, kept, suffix.length);
    return path;
  }

  private int offsetNumber() {
    int b = in.get();
    int number = b & 0x7F;
    while ((b & 0x80) != 0) {
      b = in.get();
      number = ((number + 1) << 7) | (b & 0x7F);
    }
    return number;
  }

  private byte[] untilZero() {
    int start = in.position();
    int end = start;
    while (in.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    in.get(bytes);
    in.position(end + 1);
    return bytes;
  }

  /** Extensions whose name begins in lower case change what the entries mean. */
  private void checkExtensions(int end) throws IOException {
    while (end - in.position() >= 8) {
      int name = in.getInt();
      int size = in.getInt();
      if (Character.isLowerCase(name >>> 24)) {
        throw new IOException("git index with an extension that is not understood");
      }
      in.position(in.position() + size);
    }
  }
}
