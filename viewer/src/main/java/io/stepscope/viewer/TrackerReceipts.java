package io.stepscope.viewer;

import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.Fate;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Receipts;
import io.stepscope.forward.State;
import io.stepscope.forward.StoredReceipts;
import io.stepscope.forward.Verification;
import io.stepscope.viewer.report.Comparison;
import io.stepscope.viewer.report.KindReceipt;
import io.stepscope.viewer.report.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What trackers got, from the forward engine's own terms to those of reports. */
final class TrackerReceipts {
  private TrackerReceipts() {}

  /** What is stored in the run folder. */
  static List<Receipt> read(RunFolder run) throws IOException {
    return StoredReceipts.of(run).stream().map(TrackerReceipts::of).toList();
  }

  static Receipt of(ForwardStatus status) {
    Receipts receipts = status.receipts();
    return new Receipt(
        status.tracker(),
        word(status.state()),
        receipts.total(Fate.DELIVERED),
        receipts.total(Fate.RETRIED),
        receipts.total(Fate.SKIPPED),
        receipts.total(Fate.REJECTED),
        receipts.total(Fate.UNCERTAIN),
        reason(status),
        kinds(receipts),
        reasons(receipts));
  }

  /** What was read back. */
  static Comparison of(Verification verification) {
    List<Comparison.Kind> kinds = new ArrayList<>();
    verification
        .kinds()
        .forEach(
            (kind, found) ->
                kinds.add(
                    new Comparison.Kind(
                        kind.word(),
                        found.expected(),
                        found.held(),
                        found.series(),
                        found.different())));
    List<String> differences = new ArrayList<>();
    for (Verification.Difference difference : verification.differences()) {
      boolean asMany = difference.expected() == difference.held();
      differences.add(
          difference.series()
              + " is not the same: "
              + (asMany
                  ? "as many values, but other ones"
                  : difference.held() + " values of " + difference.expected()));
    }
    return new Comparison(verification.tracker(), verification.problem(), kinds, differences);
  }

  private static List<KindReceipt> kinds(Receipts receipts) {
    List<KindReceipt> kinds = new ArrayList<>();
    for (EventKind kind : EventKind.values()) {
      KindReceipt receipt =
          new KindReceipt(
              kind.word(),
              receipts.count(Fate.DELIVERED, kind),
              receipts.count(Fate.RETRIED, kind),
              receipts.count(Fate.SKIPPED, kind),
              receipts.count(Fate.REJECTED, kind),
              receipts.count(Fate.UNCERTAIN, kind));
      if (!receipt.equals(new KindReceipt(kind.word(), 0, 0, 0, 0, 0))) {
        kinds.add(receipt);
      }
    }
    return kinds;
  }

  private static Map<String, String> reasons(Receipts receipts) {
    Map<String, String> reasons = new TreeMap<>();
    for (Fate fate : Fate.values()) {
      String reason = receipts.lastReason(fate);
      if (reason != null && receipts.total(fate) > 0) {
        reasons.put(fate.name().toLowerCase(Locale.ROOT), reason);
      }
    }
    return reasons;
  }

  private static String word(State state) {
    return switch (state) {
      case FORWARDING -> "not complete";
      case UP_TO_DATE -> "up to date";
      case RETRYING -> "failing";
      case HELD_ELSEWHERE -> "held";
      case REFUSED -> "refused";
      case COMPLETE -> "complete";
    };
  }

  private static String reason(ForwardStatus status) {
    if (!status.reason().isEmpty()) {
      return status.reason();
    }
    for (Fate fate : List.of(Fate.REJECTED, Fate.UNCERTAIN)) {
      String last = status.receipts().lastReason(fate);
      if (last != null) {
        return last;
      }
    }
    return "";
  }
}
