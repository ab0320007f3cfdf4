package io.stepscope.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A segment as writers see it. Thread-safe. */
abstract class Segment {
  private final Path file;
  private final SegmentHeader header;

  /** Whether the segment after this one was asked for; a lost update only asks twice. */
  boolean nextRequested;

  Segment(Path file, SegmentHeader header) {
    this.file = file;
    this.header = header;
  }

  final SegmentHeader header() {
    return header;
  }

  final int number() {
    return header.number();
  }

  final long base() {
    return header.base();
  }

  final int size() {
    return header.size();
  }

  /** Claims bytes at the tail; they are the caller's as far as they lie within the segment. */
  abstract long claim(long bytes);

  /** The end of what is claimed; beyond {@link #size} when the segment is full. */
  abstract long tail();

  /** Memory for the bytes at {@code offset}; they are at {@code offset - shift(offset)} in it. */
  abstract ByteBuffer memory(int offset, int length);

  /** Where {@link #memory} begins in the segment. */
  abstract int shift(int offset);

  /**
   * Makes a record durable whose body lies in {@code memory}: writes its first word, last.
   *
   * @return false if it could not be written
   */
  abstract boolean commit(ByteBuffer memory, int shift, int at, long firstWord);

  /** Writes through the pages that are not used yet, so that no writer has to wait for them. */
  void touch() {}

  /** Lets every further claim fail; gives the end of what is claimed. */
  final int seal() {
    return (int) Math.min(claim(Format.SEALED), size());
  }

  /** Cuts off the file. Threads that still write into their leases are below the cut. */
  void cut(int length) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(length);
    }
  }

  final void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
