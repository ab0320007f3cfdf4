package io.stepscope.viewer;

import io.stepscope.folder.RunFolder;
import io.stepscope.forward.Fate;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.State;
import io.stepscope.forward.StoredReceipts;
import io.stepscope.viewer.report.Receipt;
import java.io.IOException;
import java.util.List;

/** What trackers got, from the forward engine's own terms to those of reports. */
final class TrackerReceipts {
  private TrackerReceipts() {}

  /** What is stored in the run folder. */
  static List<Receipt> read(RunFolder run) throws IOException {
    return StoredReceipts.of(run).stream().map(TrackerReceipts::of).toList();
  }

  static Receipt of(ForwardStatus status) {
    return new Receipt(
        status.tracker(),
        word(status.state()),
        status.receipts().total(Fate.DELIVERED),
        status.receipts().total(Fate.RETRIED),
        status.receipts().total(Fate.SKIPPED),
        status.receipts().total(Fate.REJECTED),
        status.receipts().total(Fate.UNCERTAIN),
        reason(status));
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
