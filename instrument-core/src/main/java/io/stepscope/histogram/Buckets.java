package io.stepscope.histogram;

/**
 * Bins with explicit edges, as trackers want them. The arrays are the caller's own to keep.
 *
 * @param edges one more than {@code counts}, rising; bucket i holds values from edges[i] to edges[i
 *     + 1]. Of a histogram without finite values both are empty, and the bucket of a constant has
 *     twice the same edge
 * @param counts values per bucket; whole numbers that sum to the number of finite values
 */
public record Buckets(double[] edges, double[] counts) {}
