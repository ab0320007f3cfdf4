package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tracker of one run, opened when first needed. A tracker that throws is in an unknown state:
 * it is closed, and the next attempt makes a new one that begins at the stored checkpoint.
 */
final class TrackerSession implements AutoCloseable {
  private final RunFolder run;
  private final ConfiguredTracker configured;
  private @Nullable Tracker tracker;

  TrackerSession(RunFolder run, ConfiguredTracker configured) {
    this.run = run;
    this.configured = configured;
  }

  boolean isOpen() {
    return tracker != null;
  }

  DeliveryResult open(@Nullable String checkpoint) {
    Tracker made;
    try {
      made = configured.create(run);
    } catch (IllegalArgumentException e) {
      return new Refused(oneLine(e));
    } catch (LinkageError e) {
      return defect(e);
    }
    DeliveryResult result;
    try {
      result = made.open(checkpoint);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      result = defect(e);
    }
    if (result instanceof DeliveryResult.Delivered) {
      tracker = made;
    } else {
      made.close();
    }
    return result;
  }

  DeliveryResult deliver(List<Event> events) {
    if (tracker == null) {
      throw new IllegalStateException("not open");
    }
    try {
      return tracker.deliver(events);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      close();
      return defect(e);
    } finally {
      // An interrupt was meant for the tracker; storing the cursor must not fail of it.
      Thread.interrupted();
    }
  }

  @Override
  public void close() {
    Tracker closing = tracker;
    tracker = null;
    if (closing != null) {
      closing.close();
    }
  }

  private static DeliveryResult defect(Throwable e) {
    String missing = MissingModule.reason(e);
    if (missing != null) {
      return new Refused(missing);
    }
    return new Retry("failed with " + oneLine(e), Duration.ZERO);
  }

  static String oneLine(Throwable e) {
    String message = e.getMessage();
    String text = message == null ? e.getClass().getName() : message;
    if (!(e instanceof IllegalArgumentException) && message != null) {
      text = e.getClass().getSimpleName() + ": " + message;
    }
    return text.lines().findFirst().orElse(text);
  }
}
