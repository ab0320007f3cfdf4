package io.stepscope.training.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.stepscope.Run;
import io.stepscope.control.Acknowledgement;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.control.MailboxState;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Timing;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A training on a thread of its own, and a user who steers it. */
final class Steered implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Run run;
  final SteeredTraining training;
  private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
  private final Thread thread;

  Steered(Run run, SteeredTraining training) {
    this.run = run;
    this.training = training;
    thread = new Thread(this::train, "training");
    thread.setDaemon(true);
  }

  private void train() {
    try {
      training.train();
    } catch (Throwable t) {
      thrown.set(t);
    }
  }

  /** Starts the training and waits until it takes commands and has made a few steps. */
  CommandSender begin() throws Exception {
    thread.start();
    await("a few steps", () -> scalars("train/loss").size() >= 3);
    return sender();
  }

  CommandSender sender() throws IOException {
    return CommandSender.open(mailbox());
  }

  Path mailbox() {
    return new RunFolder(run.folder()).control();
  }

  Acknowledgement command(Action action) throws Exception {
    return command(action, "", 0);
  }

  /** Gives a command and waits for what becomes of it. */
  Acknowledgement command(Action action, String name, double value) throws Exception {
    CommandSender sender = sender();
    long id = sender.send(action, name, value, PATIENCE);
    await(action + " to be done", () -> sender.isDone(id));
    Optional<Acknowledgement> outcome = sender.outcome(id);
    assertThat(outcome).as("outcome of %s", action).isPresent();
    return outcome.orElseThrow();
  }

  /** Pauses and waits until the training waits. */
  long paused() throws Exception {
    long step = command(Action.PAUSE).step();
    assertThat(sender().state()).isEqualTo(MailboxState.PAUSED);
    return step;
  }

  /** Stops and returns what the training threw. */
  Throwable stopped() throws Exception {
    assertThat(command(Action.STOP).applied()).isTrue();
    return ended();
  }

  /** Waits for the end of the training and returns what it threw. */
  Throwable ended() throws Exception {
    thread.join(PATIENCE.toMillis());
    assertThat(thread.isAlive()).as("the training goes on").isFalse();
    Throwable end = thrown.get();
    return end == null ? fail("the training ended by itself") : end;
  }

  void interrupt() {
    thread.interrupt();
  }

  List<Event> events() throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(run.folder()).journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  List<ControlAction> actions() throws IOException {
    return events().stream()
        .filter(ControlAction.class::isInstance)
        .map(ControlAction.class::cast)
        .toList();
  }

  Map<Long, Double> scalars(String name) throws IOException {
    Map<Long, Double> values = new TreeMap<>();
    for (Event event : events()) {
      if (event instanceof Scalar scalar && scalar.name().equals(name)) {
        values.put(scalar.stamp().step(), scalar.value());
      }
    }
    return values;
  }

  Map<Long, Long> timings(String name) throws IOException {
    Map<Long, Long> values = new TreeMap<>();
    for (Event event : events()) {
      if (event instanceof Timing timing && timing.name().equals(name)) {
        values.put(timing.stamp().step(), timing.nanos());
      }
    }
    return values;
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain for " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Override
  public void close() throws Exception {
    if (thread.isAlive()) {
      var unused = sender().send(Action.STOP, PATIENCE);
      thread.join(PATIENCE.toMillis());
    }
    training.close();
    run.close();
  }
}
