package io.stepscope.tracker.testkit;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.Fate;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Receipts;
import io.stepscope.forward.State;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that is recorded into a journal and forwarded to one tracker. */
final class KitRun implements AutoCloseable {
  private static final SyncOptions OPTIONS =
      new SyncOptions(false, Duration.ofSeconds(30), status -> {});

  private final TrackerProvider provider;
  private final Map<String, String> keys;
  private final RunFolder folder;
  private final JournalWriter journal;
  private @Nullable ForwardStatus status;

  KitRun(TrackerProvider provider, Map<String, String> keys, Path folder) throws IOException {
    this.provider = provider;
    this.keys = keys;
    this.folder = new RunFolder(folder);
    JournalOptions options = new JournalOptions(1 << 30, 1 << 16, 1 << 22);
    journal = JournalWriter.open(this.folder.journal(0), this.folder.id(), 0, options);
  }

  TrackerSettings settings() {
    return new TrackerSettings(folder.id(), folder.root(), keys);
  }

  void record(Event event) {
    if (!journal.append(event)) {
      throw new AssertionError("not recorded: " + event);
    }
  }

  /** Delivers everything recorded. */
  void forward() {
    forward(provider);
  }

  /** Delivers everything recorded; every batch once to a process that dies right after. */
  void forwardThroughCrashes() {
    forward(new DyingProvider(provider));
  }

  private void forward(TrackerProvider to) {
    List<ConfiguredTracker> trackers = List.of(new ConfiguredTracker(to, keys));
    try {
      status = Sync.deliver(folder, trackers, run -> true, OPTIONS).get(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    if (!status.hasEverything()) {
      throw new AssertionError(status.state() + ": " + status.reason());
    }
  }

  boolean isComplete() {
    return status != null && status.state() == State.COMPLETE;
  }

  /** Events of a kind that were delivered, skipped, rejected or are uncertain. */
  long accounted(EventKind kind) {
    return receipts().count(Fate.DELIVERED, kind) + leftOut(kind);
  }

  /** Events of a kind that were skipped or rejected or are uncertain. */
  long leftOut(EventKind kind) {
    return receipts().count(Fate.SKIPPED, kind)
        + receipts().count(Fate.REJECTED, kind)
        + receipts().count(Fate.UNCERTAIN, kind);
  }

  private Receipts receipts() {
    if (status == null) {
      throw new AssertionError("not forwarded");
    }
    return status.receipts();
  }

  @Override
  public void close() {
    journal.close();
  }
}
