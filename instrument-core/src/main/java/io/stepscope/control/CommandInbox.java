package io.stepscope.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The training's end of a mailbox. There is one per run.
 *
 * <p>{@link #hasCommands} may be called by any thread; everything else by one at a time.
 */
final class CommandInbox {

  private static final int APPLIED = 1;
  private static final int REFUSED = 2;

  private final MailboxPage page;

  /** Id of the last command that was taken. Plain: the volatile read before it orders it. */
  private long taken;

  private CommandInbox(MailboxPage page) {
    this.page = page;
    this.taken = page.issued();
  }

  /**
   * Makes an empty mailbox; ids go on from those of one that was there.
   *
   * @throws IOException if the file cannot be written or mapped
   */
  static CommandInbox make(Path file, long beganMicros) throws IOException {
    return new CommandInbox(new MailboxPage(MailboxFile.make(file, beganMicros)));
  }

  /** Whether a command has come in that was not taken: one volatile read. */
  boolean hasCommands() {
    return page.issued() != taken;
  }

  /**
   * Takes the commands that have come in, the oldest first. One that was damaged has no action.
   *
   * @throws MailboxException if the mailbox itself is damaged
   */
  List<Command> take() throws MailboxException {
    long issued = page.issued();
    if (issued == taken) {
      return List.of();
    }
    page.check();
    if (issued < taken || issued - taken > MailboxPage.SLOTS) {
      throw new MailboxException("its mailbox is damaged");
    }
    List<Command> commands = new ArrayList<>();
    while (taken < issued) {
      taken++;
      commands.add(command(taken));
    }
    return commands;
  }

  private Command command(long id) {
    int slot = MailboxPage.slot(id);
    boolean intact =
        page.word(slot + MailboxPage.SLOT_ID) == id
            && page.number(slot + MailboxPage.SLOT_CHECKSUM) == page.commandChecksum(slot);
    if (!intact) {
      return new Command(id, null, "", Double.NaN);
    }
    return new Command(
        id,
        Action.of(page.number(slot + MailboxPage.SLOT_ACTION)),
        page.text(slot + MailboxPage.SLOT_NAME, MailboxPage.NAME_BYTES),
        page.real(slot + MailboxPage.SLOT_VALUE));
  }

  /** Writes back what became of a command. They are acknowledged in the order of their ids. */
  void acknowledge(long id, Acknowledgement outcome) {
    int slot = MailboxPage.slot(id);
    page.real(slot + MailboxPage.SLOT_OLD, outcome.oldValue());
    page.real(slot + MailboxPage.SLOT_NEW, outcome.newValue());
    page.putText(slot + MailboxPage.SLOT_MESSAGE, MailboxPage.MESSAGE_BYTES, outcome.message());
    page.word(
        slot + MailboxPage.SLOT_OUTCOME,
        (outcome.applied() ? APPLIED : REFUSED) | outcome.step() << 8);
    page.done(id);
  }

  static boolean isApplied(long outcome) {
    return (outcome & 0xff) == APPLIED;
  }

  void state(MailboxState state, long step) {
    page.state(state, step);
  }

  void points(Set<Point> points) {
    page.points(points);
  }

  /** Adds a value; its index, or -1 when there is no room for it. */
  int add(ControlValue value) {
    int index = page.valueCount();
    if (index == MailboxPage.MOST_VALUES
        || MailboxPage.bytesOf(value.name()) > MailboxPage.NAME_BYTES) {
      return -1;
    }
    page.addValue(value);
    return index;
  }

  void value(int index, double now) {
    page.value(index, now);
  }
}
