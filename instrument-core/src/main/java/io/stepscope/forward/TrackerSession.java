package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One tracker of one run, opened when first needed. A tracker that throws is in an unknown state:
 * it is closed, and the next attempt makes a new one that begins at the stored checkpoint.
 */
final class TrackerSession implements AutoCloseable {
  private final RunFolder run;
  private final ConfiguredTracker configured;
  private final Consumer<String> say;
  private final Discretion discretion;
  private @Nullable Tracker tracker;
  private boolean threw;

  TrackerSession(RunFolder run, ConfiguredTracker configured, Consumer<String> say) {
    this.run = run;
    this.configured = configured;
    this.say = say;
    this.discretion = new Discretion(configured);
  }

  boolean isOpen() {
    return tracker != null;
  }

  /** Whether the last result stands for an exception, thrown by {@link Tracker#deliver}. */
  boolean threw() {
    return threw;
  }

  DeliveryResult open(@Nullable String checkpoint) {
    threw = false;
    Tracker made;
    DeliveryResult result;
    try {
      made = configured.create(run, line -> say.accept(discretion.line(line)));
    } catch (IllegalArgumentException e) {
      return discretion.of(new Refused(oneLine(e)));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return defect(e);
    }
    try {
      result = discretion.of(made.open(checkpoint));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      result = defect(e);
    } finally {
      // An interrupt was meant for the tracker; storing the cursor must not fail of it.
      Thread.interrupted();
    }
    if (result instanceof Delivered) {
      tracker = made;
      return result;
    }
    close(made);
    boolean sensible = result instanceof Retry || result instanceof Refused;
    return sensible ? result : DeliveryResult.retry("was not opened: " + result);
  }

  DeliveryResult deliver(List<Event> events) {
    if (tracker == null) {
      throw new IllegalStateException("not open");
    }
    threw = false;
    try {
      return discretion.of(tracker.deliver(events));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      close();
      threw = true;
      return defect(e);
    } finally {
      Thread.interrupted();
    }
  }

  void keepAlive() {
    if (tracker == null) {
      return;
    }
    try {
      tracker.keepAlive();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      // In an unknown state, too; the next delivery opens another one and tells what is wrong.
      close();
    } finally {
      Thread.interrupted();
    }
  }

  @Override
  public void close() {
    Tracker closing = tracker;
    tracker = null;
    if (closing != null) {
      close(closing);
    }
  }

  private static void close(Tracker closing) {
    try {
      closing.close();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      // It must not throw, and nothing more is expected of it.
      return;
    }
  }

  private DeliveryResult defect(Throwable e) {
    String missing = MissingModule.reason(e);
    return discretion.of(
        missing == null ? DeliveryResult.retry("failed with " + oneLine(e)) : new Refused(missing));
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
