package io.stepscope.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {

  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void place() {
    file = dir.resolve("control");
  }

  @Test
  void aCommandComesThroughAndItsOutcomeComesBack() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    assertThat(inbox.hasCommands()).isFalse();
    CommandSender sender = CommandSender.open(file);
    long id = sender.send(Action.SET, "température", 0.25, PATIENCE);
    assertThat(id).isEqualTo(1);
    assertThat(inbox.hasCommands()).isTrue();
    assertThat(inbox.take()).containsExactly(new Command(1, Action.SET, "température", 0.25));
    assertThat(inbox.hasCommands()).isFalse();
    assertThat(sender.isDone(1)).isFalse();
    assertThat(sender.outcome(1)).isEmpty();
    Acknowledgement outcome = new Acknowledgement(true, 812, 0.5, 0.25, "é".repeat(10));
    inbox.acknowledge(1, outcome);
    assertThat(sender.isDone(1)).isTrue();
    assertThat(sender.outcome(1)).contains(outcome);
  }

  @Test
  void aMessageThatIsTooLongIsCutBetweenCharacters() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    long id = sender.send(Action.PAUSE, PATIENCE);
    assertThat(inbox.take()).hasSize(1);
    inbox.acknowledge(id, CommandApplication.refused(3, "é".repeat(200)));
    assertThat(sender.outcome(id).orElseThrow().message()).isEqualTo("é".repeat(66) + "…");
  }

  @Test
  void showsStatePointsAndValues() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    assertThat(sender.state()).isEqualTo(MailboxState.IDLE);
    Set<Point> points = EnumSet.of(Point.RESET, Point.STOP);
    inbox.points(points);
    inbox.state(MailboxState.PAUSED, 1L << 40);
    ControlValue value = new ControlValue("temperature", 0.1, 2, 1);
    assertThat(inbox.add(value)).isZero();
    assertThat(sender.state()).isEqualTo(MailboxState.PAUSED);
    assertThat(sender.stateStep()).isEqualTo(1L << 40);
    assertThat(sender.points()).isEqualTo(points);
    assertThat(sender.values()).containsExactly(value);
    inbox.value(0, 0.7);
    assertThat(sender.values().get(0).value()).isEqualTo(0.7);
  }

  @Test
  void aWriterWaitsForRoomAndSaysWhenThereIsNone() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    for (int i = 0; i < MailboxPage.SLOTS; i++) {
      assertThat(sender.send(Action.PAUSE, PATIENCE)).isEqualTo(i + 1);
    }
    assertThatThrownBy(() -> sender.send(Action.STOP, SOON))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("8 commands wait");
    assertThat(inbox.take()).hasSize(MailboxPage.SLOTS);
    inbox.acknowledge(1, CommandApplication.applied(0, ""));
    assertThat(sender.send(Action.STOP, PATIENCE)).isEqualTo(9);
    assertThat(sender.outcome(1)).as("its place was taken").isEmpty();
    assertThat(sender.isDone(1)).isTrue();
  }

  @Test
  void whoDiesHalfWayHasWrittenNothing() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    // All of a command but its number: what a writer leaves that was killed before the last store.
    poke(MailboxPage.slot(1) + MailboxPage.SLOT_ID, 1);
    poke(MailboxPage.slot(1) + MailboxPage.SLOT_ACTION, 4);
    assertThat(inbox.hasCommands()).isFalse();
    assertThat(inbox.take()).isEmpty();
    assertThat(sender.send(Action.PAUSE, PATIENCE)).isEqualTo(1);
    assertThat(inbox.take()).containsExactly(new Command(1, Action.PAUSE, "", 0));
  }

  @Test
  void aTornCommandHasNoAction() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    var first = sender.send(Action.SET, "rate", 0.5, PATIENCE);
    var second = sender.send(Action.PAUSE, PATIENCE);
    poke(MailboxPage.slot(first) + MailboxPage.SLOT_VALUE, Double.doubleToRawLongBits(0.7));
    List<Command> taken = inbox.take();
    assertThat(taken).extracting(Command::id).containsExactly(first, second);
    assertThat(taken).extracting(Command::action).containsExactly(null, Action.PAUSE);
  }

  @Test
  void aMailboxOfANewerVersionIsNotWrittenTo() throws Exception {
    var unused = CommandInbox.make(file, 7);
    poke(8, 2);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> CommandSender.open(file))
        .isInstanceOf(MailboxException.class)
        .hasMessage("its mailbox is of version 2.0, which a newer Stepscope wrote; use that one");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aDamagedMailboxIsRefusedOnBothEnds() throws Exception {
    CommandInbox inbox = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    poke(64, Long.MAX_VALUE);
    assertThat(inbox.hasCommands()).isTrue();
    assertThatThrownBy(inbox::take).hasMessage("its mailbox is damaged");
    poke(0, 0);
    assertThatThrownBy(inbox::take).hasMessage("its mailbox is damaged");
    assertThatThrownBy(() -> sender.send(Action.STOP, PATIENCE)).hasMessageContaining("damaged");
    Files.write(file, new byte[17]);
    assertThatThrownBy(() -> CommandSender.open(file)).hasMessage("its mailbox is damaged");
  }

  @Test
  void idsGoOnWhenARunIsResumed() throws Exception {
    CommandInbox old = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    assertThat(sender.send(Action.STOP, PATIENCE)).isEqualTo(1);
    CommandInbox next = CommandInbox.make(file, 8);
    assertThat(next.hasCommands()).as("what was for the dead process").isFalse();
    assertThat(CommandSender.open(file).send(Action.PAUSE, PATIENCE)).isEqualTo(2);
    assertThat(old.take()).extracting(Command::id).containsExactly(1L);
    assertThat(next.take()).extracting(Command::id).containsExactly(2L);
    assertThat(dir.toFile().list()).containsExactly("control");
  }

  @Test
  void anotherWriterIsWaitedFor() throws Exception {
    var unused = CommandInbox.make(file, 7);
    CommandSender sender = CommandSender.open(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> sender.send(Action.STOP, SOON))
          .hasMessage("another process holds its mailbox");
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return CommandSender.open(file).send(Action.PAUSE, PATIENCE);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      held.release();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  private void poke(int at, long word) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, word);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, at);
    }
  }
}
