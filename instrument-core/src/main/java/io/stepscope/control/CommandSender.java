package io.stepscope.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The user's end of a mailbox: looks at it and puts commands in. Any number of processes may do so
 * at once.
 *
 * <p>Not thread-safe; every thread opens its own.
 */
public final class CommandSender {

  private static final long ROOM_POLL_MILLIS = 5;

  private static final long NO_ROOM = -1;

  private final Path file;
  private MailboxPage page;

  private CommandSender(Path file, MailboxPage page) {
    this.file = file;
    this.page = page;
  }

  /**
   * Opens the mailbox of a run.
   *
   * @param file {@code control} in the run folder
   * @throws MailboxException if it is damaged, or of a version that this one does not know
   * @throws IOException if it cannot be read
   */
  public static CommandSender open(Path file) throws IOException {
    return new CommandSender(file, MailboxFile.look(file));
  }

  /** What the training is up to. */
  public MailboxState state() {
    return page.state();
  }

  /** The step that was open when it came to that. */
  public long stateStep() {
    return page.stateStep();
  }

  /** What the framework lets a user steer. */
  public Set<Point> points() {
    return page.points();
  }

  /** The values that can be set. */
  public List<ControlValue> values() {
    List<ControlValue> values = new ArrayList<>();
    for (int i = 0; i < page.valueCount(); i++) {
      values.add(page.value(i));
    }
    return values;
  }

  /** Puts a command in that needs no value. */
  public long send(Action action, Duration patience) throws IOException, InterruptedException {
    return send(action, "", 0, patience);
  }

  /**
   * Puts a command in.
   *
   * @param name what to set, at most 64 bytes in UTF-8; empty for other actions
   * @param patience how long to wait for other writers and for room
   * @return its id
   * @throws MailboxException if others held the mailbox, or filled it, for that long
   * @throws IOException if the mailbox cannot be written
   */
  public long send(Action action, String name, double value, Duration patience)
      throws IOException, InterruptedException {
    if (MailboxPage.bytesOf(name) > MailboxPage.NAME_BYTES) {
      throw new MailboxException("no value has a name of more than 64 bytes");
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long id = MailboxFile.locked(file, deadline, locked -> put(locked, action, name, value));
      if (id != NO_ROOM) {
        return id;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new MailboxException(
            MailboxPage.SLOTS + " commands wait for it already; try again after its next step");
      }
      TimeUnit.MILLISECONDS.sleep(ROOM_POLL_MILLIS);
    }
  }

  /** Fills a slot, and only then counts it: whoever dies in between has written nothing. */
  private long put(MailboxPage locked, Action action, String name, double value) {
    page = locked;
    long id = page.issued() + 1;
    if (id - MailboxPage.SLOTS > page.done()) {
      return NO_ROOM;
    }
    int slot = MailboxPage.slot(id);
    page.word(slot + MailboxPage.SLOT_OUTCOME, 0);
    page.word(slot + MailboxPage.SLOT_ID, id);
    page.number(slot + MailboxPage.SLOT_ACTION, action.code());
    page.real(slot + MailboxPage.SLOT_VALUE, value);
    page.word(
        slot + MailboxPage.SLOT_TIME, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    page.putText(slot + MailboxPage.SLOT_NAME, MailboxPage.NAME_BYTES, name);
    page.number(slot + MailboxPage.SLOT_CHECKSUM, page.commandChecksum(slot));
    page.issue(id);
    return id;
  }

  /** Whether a command has an outcome. */
  public boolean isDone(long id) {
    return page.done() >= id;
  }

  /**
   * The outcome of a command; empty while it has none, and when so many commands came after it that
   * its place was taken. The run's journal has it for ever.
   */
  public Optional<Acknowledgement> outcome(long id) {
    int slot = MailboxPage.slot(id);
    if (!isDone(id) || page.word(slot + MailboxPage.SLOT_ID) != id) {
      return Optional.empty();
    }
    long outcome = page.word(slot + MailboxPage.SLOT_OUTCOME);
    Acknowledgement found =
        new Acknowledgement(
            CommandInbox.isApplied(outcome),
            outcome >>> 8,
            page.real(slot + MailboxPage.SLOT_OLD),
            page.real(slot + MailboxPage.SLOT_NEW),
            page.text(slot + MailboxPage.SLOT_MESSAGE, MailboxPage.MESSAGE_BYTES));
    // The next writer of this slot sets the outcome to nothing first.
    boolean still =
        page.word(slot + MailboxPage.SLOT_ID) == id
            && page.word(slot + MailboxPage.SLOT_OUTCOME) == outcome
            && outcome != 0;
    return still ? Optional.of(found) : Optional.empty();
  }
}
