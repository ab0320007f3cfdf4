package io.stepscope.viewer;

import io.stepscope.control.Acknowledgement;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.control.ControlValue;
import io.stepscope.control.MailboxState;
import io.stepscope.folder.Holder;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.viewer.report.ControlJson;
import io.stepscope.viewer.report.ControlText;
import io.stepscope.viewer.run.ControlOutcomes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "control",
    description = {
      "Steer a run that is training: the command is applied after the step that it is in.",
      "Without an action, show what can be steered."
    })
final class ControlCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 10;
  private static final long LIVENESS_NANOS = 1_000_000_000;

  private final Session session;

  @Mixin private final RunsFolder folder = new RunsFolder();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "an id, a unique prefix of one, a name or 'latest'")
  private String run = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "pause, resume, step, stop, reset, checkpoint or set")
  private @Nullable String action;

  @Parameters(index = "2", arity = "0..1", paramLabel = "NAME", description = "what to set")
  private @Nullable String name;

  @Parameters(index = "3", arity = "0..1", paramLabel = "VALUE", description = "a number")
  private @Nullable String value;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "how long to wait for the end of the step (default: ${DEFAULT-VALUE})")
  private int seconds = 30;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  ControlCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Action wanted = action == null ? null : action(action);
    double number = wanted == Action.SET ? number() : 0;
    if (wanted != Action.SET && name != null) {
      throw wrong("only 'set' takes NAME VALUE");
    }
    if (seconds < 0) {
      throw wrong("--wait must not be negative");
    }
    RunFolder found = folder.find(run, session);
    CommandSender sender = open(found);
    if (wanted == null) {
      show(found, sender);
      return 0;
    }
    return give(found, sender, wanted, number);
  }

  private int give(RunFolder found, CommandSender sender, Action wanted, double number)
      throws IOException, InterruptedException {
    if (sender.state() == MailboxState.IDLE) {
      throw new Failure(
          "run "
              + found.id()
              + " takes no commands now: it does not train, or its loop does not ask for them");
    }
    String target = wanted == Action.SET ? Objects.requireNonNull(name) : "";
    if (wanted == Action.SET) {
      checkName(found, sender, target);
    }
    Duration patience = Duration.ofSeconds(seconds);
    long deadline = System.nanoTime() + patience.toNanos();
    long id = send(found, sender, wanted, target, number, patience);
    await(found, sender, id, deadline);
    Acknowledgement outcome = outcome(found, sender, id);
    if (json) {
      session.out().json(ControlJson.outcome(found.id(), id, wanted, target, outcome));
    } else if (outcome.applied()) {
      session.out().line(ControlText.outcome(wanted, target, outcome));
    }
    if (!outcome.applied()) {
      throw new Failure(
          "run "
              + found.id()
              + " refused to "
              + (wanted.word() + " " + target).strip()
              + ": "
              + outcome.message());
    }
    return 0;
  }

  private CommandSender open(RunFolder found) throws IOException {
    if (!RunLiveness.isAlive(found, 0, session.clock())) {
      throw new Failure("run " + found.id() + " is not running, so it cannot be steered");
    }
    Holder holder = RunLiveness.holder(found);
    if (!holder.isOnThisHost()) {
      throw new Failure(
          "run " + found.id() + " trains on " + holder.host() + "; steer it from there");
    }
    CommandSender sender;
    try {
      sender = CommandSender.open(found.control());
    } catch (NoSuchFileException e) {
      throw new Failure("run " + found.id() + " cannot be steered: it has no mailbox");
    } catch (IOException e) {
      throw new Failure("run " + found.id() + " cannot be steered: " + e.getMessage());
    }
    if (sender.state() == MailboxState.ENDED) {
      throw new Failure("run " + found.id() + " is ending, so it cannot be steered");
    }
    return sender;
  }

  private long send(
      RunFolder found,
      CommandSender sender,
      Action wanted,
      String target,
      double number,
      Duration patience)
      throws InterruptedException {
    try {
      return sender.send(wanted, target, number, patience);
    } catch (IOException e) {
      throw new Failure("run " + found.id() + " cannot be steered: " + e.getMessage());
    }
  }

  private void await(RunFolder found, CommandSender sender, long id, long deadline)
      throws InterruptedException {
    long lookAt = System.nanoTime() + LIVENESS_NANOS;
    while (!sender.isDone(id)) {
      long now = System.nanoTime();
      if (now - deadline > 0) {
        throw new Failure(
            "run "
                + found.id()
                + " did not end a step within "
                + seconds
                + " s; command "
                + id
                + " stands and is applied when it does");
      }
      if (now - lookAt > 0) {
        lookAt = now + LIVENESS_NANOS;
        boolean over =
            sender.state() == MailboxState.ENDED || !RunLiveness.isAlive(found, 0, session.clock());
        if (over && !sender.isDone(id)) {
          throw new Failure("run " + found.id() + " ended before it could apply the command");
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** When many commands followed, the mailbox no longer has the outcome, but the journal does. */
  private static Acknowledgement outcome(RunFolder found, CommandSender sender, long id)
      throws IOException {
    Optional<Acknowledgement> told = sender.outcome(id);
    return told.isPresent() ? told.get() : ControlOutcomes.recorded(found, id);
  }

  private void checkName(RunFolder found, CommandSender sender, String target) {
    List<String> known = sender.values().stream().map(ControlValue::name).toList();
    if (!known.contains(target)) {
      throw new Failure(
          "nothing called '"
              + target
              + "' can be set in run "
              + found.id()
              + (known.isEmpty()
                  ? ", nor anything else"
                  : "; there is " + String.join(", ", known)));
    }
  }

  private void show(RunFolder found, CommandSender sender) throws IOException {
    List<ControlValue> values = ControlOutcomes.current(found, sender.values());
    if (json) {
      session
          .out()
          .json(
              ControlJson.points(
                  found.id(), sender.state(), sender.stateStep(), sender.points(), values));
    } else {
      session
          .out()
          .lines(
              ControlText.points(
                  found.id(), sender.state(), sender.stateStep(), sender.points(), values));
    }
  }

  private Action action(String word) {
    for (Action candidate : Action.values()) {
      if (candidate.word().equals(word.toLowerCase(Locale.ROOT))) {
        return candidate;
      }
    }
    String all =
        List.of(Action.values()).stream().map(Action::word).collect(Collectors.joining(", "));
    throw wrong("no action '" + word + "'; there is " + all);
  }

  private double number() {
    if (name == null || value == null) {
      throw wrong("set needs NAME VALUE");
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw wrong("'" + value + "' is no number");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
