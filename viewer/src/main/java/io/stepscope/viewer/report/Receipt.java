package io.stepscope.viewer.report;

import java.util.List;
import java.util.Map;

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
 * @param kinds the same for each kind of which there was something
 * @param reasons why events met another fate than to be delivered: the last reason for each, by the
 *     word for it
 */
public record Receipt(
    String tracker,
    String state,
    long delivered,
    long retried,
    long skipped,
    long rejected,
    long uncertain,
    String reason,
    List<KindReceipt> kinds,
    Map<String, String> reasons) {

  public Receipt {
    kinds = List.copyOf(kinds);
    reasons = Map.copyOf(reasons);
  }
}
