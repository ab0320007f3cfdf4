package io.stepscope.viewer.report;

/**
 * What a tracker got of one kind of event; parts as in {@link Receipt}.
 *
 * @param kind the word for the kind
 */
public record KindReceipt(
    String kind, long delivered, long retried, long skipped, long rejected, long uncertain) {}
