package io.stepscope.viewer.report;

/**
 * What a tracker got of a run.
 *
 * @param tracker its name
 * @param state one word or two
 * @param delivered events the tracker acknowledged
 * @param retried events that had to be delivered again
 * @param skipped events the tracker cannot take
 * @param rejected events the tracker refused for good
 * @param uncertain events whose answer was lost on the way
 * @param reason one line for people; may be empty
 */
public record Receipt(
    String tracker,
    String state,
    long delivered,
    long retried,
    long skipped,
    long rejected,
    long uncertain,
    String reason) {}
