package io.stepscope.histogram;

/**
 * Bins with explicit edges, as trackers want them.
 *
 * @param edges one more than {@code counts}, rising; bucket i holds values from edges[i] to edges[i
 *     + 1]
 * @param counts values per bucket; whole numbers unless the conversion had to split a bin
 */
public record Buckets(double[] edges, double[] counts) {}
