package io.stepscope.journal;

/**
 * A part of the journal that a follower has passed and has to look at again: a lease that is not
 * full, or a gap, of which the leases have no head yet.
 */
final class OpenPart {
  final SegmentFile file;
  final int start;
  final int end;
  final boolean gap;
  final long baseTimeMicros;

  /** The first record that was not handed on. */
  int next;

  private OpenPart(
      SegmentFile file, int start, int end, int next, boolean gap, long baseTimeMicros) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.next = next;
    this.gap = gap;
    this.baseTimeMicros = baseTimeMicros;
  }

  static OpenPart gap(SegmentFile file, int start, int end) {
    return new OpenPart(file, start, end, start, true, 0);
  }

  static OpenPart lease(SegmentFile file, LeaseCursor at) {
    int first = at.start() + Format.LEASE_HEAD_BYTES;
    return new OpenPart(file, at.start(), at.end(), first, false, at.baseTimeMicros());
  }

  /** Position in the journal. */
  long position() {
    return file.base() + start;
  }
}
