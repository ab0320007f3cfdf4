package io.stepscope.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Steers one run: takes commands out of its mailbox between two steps, applies them, writes back
 * and has recorded what became of them.
 *
 * <p>Thread-safe. When there is nothing to do, {@link #isQuiet} costs one volatile read, and that
 * is all that a step pays. A command is applied once, by the training thread that comes by first; a
 * pause holds all of them, and a stop ends all of them.
 */
public final class Steering implements AutoCloseable {

  /** How often a paused training looks for commands: soon enough for people, and next to no CPU. */
  private static final long POLL_NANOS = 20_000_000;

  /** In a pause, how often it looks whether anybody could still end it. */
  private static final int POLLS_PER_LOOK = 50;

  private static final long CLOSING_MILLIS = 500;

  private final SteeringHost host;
  private final LiveValues values;
  private final Course course = new Course();
  private final Orders orders;
  private final @Nullable MailboxPlace place;

  /** Held while commands are applied; never while waiting for one. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Null when nothing can be commanded, or no longer. Plain: a step later is soon enough. */
  private @Nullable CommandInbox inbox;

  private long lastStep;
  private int attached; // guarded by the lock

  private Steering(@Nullable CommandInbox inbox, @Nullable MailboxPlace place, SteeringHost host) {
    this.inbox = inbox;
    this.place = place;
    this.host = host;
    values = new LiveValues(host);
    orders = new Orders(course, new CommandApplication(values, host), host);
  }

  /**
   * Steers by a mailbox, which is made anew. Where that is impossible the run cannot be steered,
   * and says so once.
   *
   * @param file {@code control} in the run folder
   * @param beganMicros when the run began, microseconds since 1970
   */
  public static Steering by(Path file, long beganMicros, SteeringHost host) {
    try {
      CommandInbox made = CommandInbox.make(file, beganMicros);
      return new Steering(made, MailboxPlace.of(file), host);
    } catch (IOException | RuntimeException e) {
      host.notice(
          "control",
          "this run cannot be steered: no mailbox at " + file + " (" + e.getMessage() + ")");
      return new Steering(null, null, host);
    }
  }

  /** Steers nothing; values stay as they are declared. */
  public static Steering off(SteeringHost host) {
    return new Steering(null, null, host);
  }

  /**
   * Declares a value that may be set. The same name gives the same value again, whatever the rest.
   *
   * @param name 1 to 64 bytes in UTF-8, no spaces
   * @param min least value that can be set
   * @param max greatest value that can be set
   * @param initial the value until it is set
   */
  public LiveValue declare(String name, double min, double max, double initial) {
    lock.lock();
    try {
      return values.declare(inbox, name, min, max, initial);
    } finally {
      lock.unlock();
    }
  }

  /** Says that a training begins which looks for commands after each step. */
  public void attach(long step, ControlPoints points) {
    lock.lock();
    try {
      attached++;
      CommandInbox to = inbox;
      if (to == null) {
        return;
      }
      Set<Point> possible = EnumSet.noneOf(Point.class);
      for (Point point : Point.values()) {
        if (points.refusal(point).isEmpty()) {
          possible.add(point);
        }
      }
      to.points(possible);
      if (possible.contains(Point.LEARNING_RATE)) {
        values.learningRate(to, points.learningRate());
      }
      to.state(MailboxState.RUNNING, step);
    } catch (Throwable t) {
      breakDown(t);
    } finally {
      lock.unlock();
    }
  }

  /** Says that such a training is over; the run may go on without it. */
  public void detach(long step) {
    lock.lock();
    try {
      attached--;
      if (inbox != null && attached == 0) {
        inbox.state(MailboxState.IDLE, step);
      }
    } catch (Throwable t) {
      breakDown(t);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a step has nothing to ask: one volatile read. */
  public boolean isQuiet() {
    CommandInbox from = inbox;
    try {
      return from == null || !(from.hasCommands() || course.isAlarmed());
    } catch (InternalError e) {
      breakDown(e); // The file was cut off below the mapped page.
      return true;
    }
  }

  /**
   * Applies what was commanded, and waits while the run is paused. To be called between two steps,
   * on the training thread, without a lock that another training thread needs.
   *
   * @param step the open step: how many ended
   * @param points where the framework lets itself be steered
   * @return whether the training is to end; {@link #stopReason} says why
   */
  public boolean atBoundary(long step, ControlPoints points) {
    if (isQuiet()) {
      return false;
    }
    beginPauseThatIsDue(step);
    takeCommands(step, points);
    for (int polls = 1; course.isPaused() && inbox != null; polls++) {
      LockSupport.parkNanos(this, POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        // Whoever interrupts a training thread wants it to move, and the mark is theirs to see.
        leavePause(step);
      } else if (polls % POLLS_PER_LOOK == 0 && place != null && !place.isReachable()) {
        // No resume could come any more, and a training never hangs.
        breakDown(new IOException("its mailbox was removed or replaced, so a pause is over"));
      } else {
        takeCommands(step, points);
      }
    }
    return course.stopReason() != null && inbox != null;
  }

  /** Why the training was ended, if a user ended it. */
  public Optional<String> stopReason() {
    return Optional.ofNullable(course.stopReason());
  }

  /** Ends a pause, refuses what was not applied, and takes nothing more. */
  @Override
  public void close() {
    boolean held = false;
    try {
      // Not for ever: a checkpoint may be on its way, and the process may be about to end.
      held = lock.tryLock(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
      CommandInbox from = inbox;
      if (held && from != null) {
        orders.refuse(from, lastStep, "the run ended before it could be applied");
      }
      if (from != null) {
        from.state(MailboxState.ENDED, lastStep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable t) {
      host.failure("closing the mailbox", t);
    } finally {
      inbox = null;
      if (held) {
        lock.unlock();
      }
    }
  }

  private void beginPauseThatIsDue(long step) {
    lock.lock();
    try {
      CommandInbox to = inbox;
      if (to != null && course.isPauseDue()) {
        orders.pause(to, step);
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeCommands(long step, ControlPoints points) {
    lock.lock();
    try {
      CommandInbox from = inbox;
      if (from == null || !from.hasCommands()) {
        return;
      }
      lastStep = step;
      course.attend();
      orders.carryOut(from, step, points);
      if (points.refusal(Point.LEARNING_RATE).isEmpty()) {
        values.learningRate(from, points.learningRate());
      }
    } catch (Throwable t) {
      breakDown(t);
    } finally {
      course.settle();
      lock.unlock();
    }
  }

  private void leavePause(long step) {
    lock.lock();
    try {
      CommandInbox to = inbox;
      if (to != null && course.isPaused()) {
        orders.resume(to, step);
        host.record(
            new ControlRecord(
                step,
                "",
                Action.RESUME.word(),
                "",
                "",
                "",
                true,
                "the training thread was interrupted"));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whatever goes wrong with the mailbox ends the steering, never the training. */
  private void breakDown(Throwable cause) {
    inbox = null;
    course.leavePause();
    host.failure("steering", cause);
    host.notice("control", "this run can no longer be steered: " + cause.getMessage());
  }
}
