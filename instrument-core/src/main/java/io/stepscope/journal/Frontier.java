package io.stepscope.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A follower's place as one word: {@code 1:} version, the position before which every lease was
 * seen, then those seen but not read to their end: {@code ,position+next} for a lease, {@code
 * ,position-end} for a gap. Numbers are in base 36; positions count blocks, {@code next} counts
 * words from the beginning of the lease.
 */
record Frontier(long position, List<Part> parts) {
  private static final int RADIX = 36;
  private static final String VERSION = "1:";

  /** A lease, or a gap whose {@code next} is its length. */
  record Part(long position, long next, boolean gap) {}

  static Frontier of(long position, Collection<OpenPart> open) {
    List<Part> parts = new ArrayList<>(open.size());
    for (OpenPart part : open) {
      int next = (part.gap ? part.end : part.next) - part.start;
      parts.add(new Part(part.position(), next, part.gap));
    }
    return new Frontier(position, parts);
  }

  String word() {
    StringBuilder word = new StringBuilder(VERSION).append(blocks(position));
    for (Part part : parts) {
      word.append(',').append(blocks(part.position));
      word.append(part.gap ? '-' : '+').append(Long.toString(part.next / 8, RADIX));
    }
    return word.toString();
  }

  static Frontier parse(String word) throws IOException {
    if (word.isEmpty()) {
      return new Frontier(0, List.of());
    }
    try {
      if (!word.startsWith(VERSION)) {
        throw new NumberFormatException("unknown version");
      }
      String[] fields = word.substring(VERSION.length()).split(",", -1);
      List<Part> parts = new ArrayList<>(fields.length - 1);
      for (int i = 1; i < fields.length; i++) {
        boolean gap = fields[i].indexOf('-') > 0;
        int mark = fields[i].indexOf(gap ? '-' : '+');
        long start = bytes(fields[i].substring(0, Math.max(mark, 0)));
        parts.add(new Part(start, 8 * number(fields[i].substring(mark + 1)), gap));
      }
      return new Frontier(bytes(fields[0]), parts);
    } catch (NumberFormatException e) {
      throw new IOException("not a place in a journal: '" + word + "'", e);
    }
  }

  private static String blocks(long position) {
    return Long.toString(position / Format.BLOCK_BYTES, RADIX);
  }

  private static long bytes(String blocks) {
    return Format.BLOCK_BYTES * number(blocks);
  }

  private static long number(String digits) {
    long number = Long.parseLong(digits, RADIX);
    if (number < 0) {
      throw new NumberFormatException("negative");
    }
    return number;
  }
}
