package io.stepscope.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeringTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;

  private final Noted host = new Noted();
  private final ScriptedPoints points = new ScriptedPoints();
  private Steering steering;
  private CommandSender sender;

  @BeforeEach
  void begin() throws IOException {
    steering = Steering.by(dir.resolve("control"), 7, host);
    steering.attach(0, points);
    sender = CommandSender.open(dir.resolve("control"));
  }

  @Test
  void appliesCommandsInTheirOrderAtTheBoundaryThatComesNext() throws Exception {
    assertThat(steering.isQuiet()).isTrue();
    send(Action.RESET);
    send(Action.SET, "learning_rate", 0.5);
    send(Action.CHECKPOINT);
    assertThat(points.done).isEmpty();
    assertThat(steering.isQuiet()).isFalse();
    assertThat(steering.atBoundary(5, points)).isFalse();
    assertThat(points.done).containsExactly("reset", "rate 0.5", "checkpoint");
    assertThat(steering.isQuiet()).isTrue();
    assertThat(host.records)
        .containsExactly(
            new ControlRecord(5, "1", "reset", "", "", "", true, ""),
            new ControlRecord(5, "2", "set", "learning_rate", "0.1", "0.5", true, ""),
            new ControlRecord(5, "3", "checkpoint", "", "", "", true, "stored step 5"));
    assertThat(sender.values().get(0).value()).isEqualTo(0.5);
  }

  @Test
  void aLearningRateThatIsInForceIsNotSetAgain() throws Exception {
    points.rate = 0.1f;
    long id = send(Action.SET, "learning_rate", 0.1);
    assertThat(steering.atBoundary(1, points)).isFalse();
    assertThat(points.done).isEmpty();
    assertThat(sender.outcome(id).orElseThrow().applied()).isTrue();
  }

  @Test
  void whatAFrameworkCannotDoIsRefusedWithItsReason() throws Exception {
    points.refused.add(Point.RESET);
    points.refused.add(Point.STOP);
    send(Action.RESET);
    send(Action.STOP);
    assertThat(steering.atBoundary(1, points)).isFalse();
    assertThat(steering.stopReason()).isEmpty();
    assertThat(host.records)
        .extracting(ControlRecord::message)
        .containsExactly("there is no RESET", "there is no STOP");
    assertThat(host.records).extracting(ControlRecord::applied).containsOnly(false);
    assertThat(host.failures).isEmpty();
  }

  @Test
  void whatFailsIsRefusedAndCounted() throws Exception {
    points.fails = true;
    long id = send(Action.RESET);
    assertThat(steering.atBoundary(1, points)).isFalse();
    assertThat(sender.outcome(id).orElseThrow().message())
        .isEqualTo("it failed: IllegalStateException: no weights");
    assertThat(host.failures).hasSize(1);
  }

  @Test
  void aStopHoldsForEveryBoundaryUntilTheRunIsOver() throws Exception {
    send(Action.STOP);
    send(Action.PAUSE);
    assertThat(steering.atBoundary(9, points)).isTrue();
    assertThat(steering.stopReason()).contains("stopped by command 1 at step 9");
    assertThat(host.records.get(1).message()).isEqualTo("the training is being ended");
    assertThat(steering.atBoundary(9, points)).as("another thread").isTrue();
    steering.close();
    assertThat(steering.atBoundary(10, points)).isFalse();
    assertThat(sender.state()).isEqualTo(MailboxState.ENDED);
  }

  @Test
  void everyTrainingThreadWaitsInAPause() throws Exception {
    send(Action.PAUSE);
    CompletableFuture<Boolean> one = boundary(3);
    CompletableFuture<Boolean> other = boundary(3);
    await(() -> sender.state() == MailboxState.PAUSED);
    send(Action.SET, "learning_rate", 0.5);
    await(() -> points.done.size() == 1);
    assertThat(one.isDone() || other.isDone()).isFalse();
    send(Action.RESUME);
    assertThat(one.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(other.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(sender.state()).isEqualTo(MailboxState.RUNNING);
  }

  @Test
  void theEndOfTheRunEndsAPauseAndRefusesWhatWaits() throws Exception {
    send(Action.PAUSE);
    CompletableFuture<Boolean> training = boundary(3);
    await(() -> sender.state() == MailboxState.PAUSED);
    steering.close();
    assertThat(training.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aPauseThatNobodyCanEndIsOver() throws Exception {
    send(Action.PAUSE);
    CompletableFuture<Boolean> training = boundary(3);
    await(() -> sender.state() == MailboxState.PAUSED);
    Files.delete(dir.resolve("control"));
    assertThat(training.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(steering.isQuiet()).isTrue();
  }

  @Test
  void whatNobodyTookIsRefusedWhenTheRunEnds() throws Exception {
    long id = send(Action.CHECKPOINT);
    steering.close();
    assertThat(sender.outcome(id).orElseThrow().message())
        .isEqualTo("the run ended before it could be applied");
    assertThat(points.done).isEmpty();
    assertThat(host.records).hasSize(1);
  }

  @Test
  void declaredValuesKeepTheirNameAndComeFirst() throws Exception {
    LiveValue rate = steering.declare("learning_rate", 0, 1, 0.3);
    assertThat(steering.declare("learning_rate", 5, 6, 5.5)).isSameAs(rate);
    send(Action.SET, "learning_rate", 0.4);
    assertThat(steering.atBoundary(1, points)).isFalse();
    assertThat(rate.get()).isEqualTo(0.4);
    assertThat(points.done).isEmpty();
  }

  @Test
  void aValueThatCannotBeSteeredStillHasItsValueAndSaysSoOnce() {
    assertThat(steering.declare("two words", 0, 1, 0.3).get()).isEqualTo(0.3);
    assertThat(steering.declare("wrong way round", 2, 1, 0.3).max())
        .isEqualTo(Double.POSITIVE_INFINITY);
    for (int i = 0; i < MailboxPage.MOST_VALUES; i++) {
      assertThat(steering.declare("v" + i, 0, 1, i).get()).isEqualTo(i);
    }
    assertThat(host.notices).hasSize(4).allMatch(line -> line.startsWith("value '"));
    assertThat(sender.values()).hasSize(MailboxPage.MOST_VALUES);
  }

  @Test
  void aDamagedMailboxEndsTheSteeringAndNotTheTraining() throws Exception {
    try (FileChannel channel = FileChannel.open(dir.resolve("control"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 64);
    }
    assertThat(steering.atBoundary(1, points)).isFalse();
    assertThat(host.notices)
        .containsExactly("this run can no longer be steered: its mailbox is damaged");
    assertThat(steering.isQuiet()).isTrue();
    assertThat(steering.atBoundary(2, points)).isFalse();
  }

  @Test
  void aRunWithoutAMailboxSaysSoOnceAndGoesOn() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Steering none = Steering.by(file.resolve("control"), 7, host);
    none.attach(0, points);
    assertThat(none.declare("x", 0, 1, 0.5).get()).isEqualTo(0.5);
    assertThat(none.atBoundary(1, points)).isFalse();
    none.close();
    assertThat(host.notices).hasSize(1).first().asString().contains("cannot be steered");
    assertThat(host.failures).isEmpty();
  }

  @Test
  void numbersAreWrittenAsPeopleWriteThem() {
    assertThat(NumberText.of(0.1f)).isEqualTo("0.1");
    assertThat(NumberText.of(0.01)).isEqualTo("0.01");
    assertThat(NumberText.of(1e-4)).isEqualTo("0.0001");
    assertThat(NumberText.of(100)).isEqualTo("100");
    assertThat(NumberText.of(0)).isEqualTo("0");
    assertThat(NumberText.of(1e-20)).isEqualTo("1E-20");
    assertThat(NumberText.of(Double.NaN)).isEqualTo("NaN");
    assertThat(NumberText.of(1.0 / 3)).isEqualTo("0.3333333333333333");
  }

  private long send(Action action) throws Exception {
    return sender.send(action, PATIENCE);
  }

  private long send(Action action, String name, double value) throws Exception {
    return sender.send(action, name, value, PATIENCE);
  }

  private CompletableFuture<Boolean> boundary(long step) {
    return CompletableFuture.supplyAsync(
        () -> steering.atBoundary(step, points), task -> new Thread(task).start());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.yield();
    }
  }
}
