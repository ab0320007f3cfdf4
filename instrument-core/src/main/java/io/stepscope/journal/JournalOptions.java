package io.stepscope.journal;

/**
 * Sizes of a journal.
 *
 * @param maxBytes beyond this histograms thin out, counted, while scalars stay
 * @param firstSegmentBytes size of the first segment; each further one is twice as large, up to
 *     {@code largestSegmentBytes}
 * @param largestSegmentBytes size of the largest segments
 */
public record JournalOptions(long maxBytes, int firstSegmentBytes, int largestSegmentBytes) {

  /** 4 GiB, in segments of 1 MiB to 64 MiB. */
  public static JournalOptions defaults() {
    return new JournalOptions(4L << 30, 1 << 20, 64 << 20);
  }

  public JournalOptions withMaxBytes(long bytes) {
    return new JournalOptions(bytes, firstSegmentBytes, largestSegmentBytes);
  }
}
