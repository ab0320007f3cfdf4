package io.stepscope.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.configuration.Surroundings;
import io.stepscope.control.LiveValue;
import io.stepscope.viewer.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlCommandTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void steersALoopWrittenByHand() throws Exception {
    try (Run run = Recorded.start(dir, "a", "first")) {
      LiveValue temperature = run.control("temperature", 0.1, 2, 1);
      Loop loop = new Loop(run);
      assertThat(stepscope("control", "first", "set", "temperature", "0.5")).isZero();
      assertThat(out()).matches("temperature 1 -> 0\\.5 at step \\d+\n");
      assertThat(temperature.get()).isEqualTo(0.5);
      assertThat(stepscope("control", "a", "pause")).isZero();
      long at = Long.parseLong(out().replaceAll("\\D", ""));
      assertThat(loop.steps.get()).isEqualTo(at);
      assertThat(stepscope("control", "a")).isZero();
      assertThat(out())
          .isEqualTo(
              "a  paused at step "
                  + at
                  + "\n  pause resume step stop\n  temperature  0.5  (from 0.1 to 2)\n");
      assertThat(stepscope("control", "a", "--json")).isZero();
      assertThat(out())
          .contains("\"state\": \"paused\"", "\"paused_at\": " + at, "\"name\": \"temperature\"");
      assertThat(stepscope("control", "a", "reset")).isEqualTo(1);
      assertThat(err())
          .isEqualTo("stepscope: run a refused to reset: this training loop cannot be reset\n");
      assertThat(stepscope("control", "a", "set", "temperature", "-1")).isEqualTo(1);
      assertThat(err()).contains("temperature must be from 0.1 to 2, not -1").hasLineCount(1);
      assertThat(stepscope("control", "a", "stop", "--json")).isZero();
      assertThat(out())
          .contains("\"command\": \"5\"", "\"action\": \"stop\"", "\"outcome\": \"applied\"")
          .contains("\"old\": null", "\"message\": \"\"");
      loop.done.get(30, TimeUnit.SECONDS);
      assertThat(loop.steps.get()).isEqualTo(at);
    }
    assertThat(stepscope("runs")).isZero();
    assertThat(out()).containsPattern("a +first +digits +stopped");
    assertThat(stepscope("show", "a")).isZero();
    assertThat(out())
        .contains("stopped by command 5 at step")
        .containsPattern("step [\\d,]+ +set temperature 1 -> 0\\.5\n")
        .containsPattern("step [\\d,]+ +reset  refused: this training loop cannot be reset\n");
    assertThat(stepscope("show", "a", "--json")).isZero();
    assertThat(out()).contains("\"target\": \"temperature\"", "\"outcome\": \"refused\"");
    assertThat(stepscope("control", "a", "pause")).isEqualTo(1);
    assertThat(err()).isEqualTo("stepscope: run a is not running, so it cannot be steered\n");
  }

  @Test
  void wrongUsageIsOneLineAndCodeTwo() {
    try (Run run = Recorded.start(dir, "a", "")) {
      assertThat(run.id()).isEqualTo("a");
      assertThat(stepscope("control", "a", "jump")).isEqualTo(2);
      assertThat(err())
          .startsWith("stepscope: no action 'jump'; there is pause, resume, step, stop")
          .hasLineCount(1);
      assertThat(stepscope("control", "a", "set", "x")).isEqualTo(2);
      assertThat(err()).startsWith("stepscope: set needs NAME VALUE");
      assertThat(stepscope("control", "a", "set", "x", "much")).isEqualTo(2);
      assertThat(err()).startsWith("stepscope: 'much' is no number");
      assertThat(stepscope("control", "a", "pause", "now")).isEqualTo(2);
      assertThat(stepscope("control", "a", "--jsn")).isEqualTo(2);
      assertThat(stepscope("control")).isEqualTo(2);
    }
  }

  @Test
  void aRunThatTakesNoCommandsSaysSo() {
    try (Run run = Recorded.start(dir, "a", "")) {
      assertThat(stepscope("control", "a", "stop")).isEqualTo(1);
      assertThat(err()).contains("run a takes no commands now").hasLineCount(1);
      assertThat(stepscope("control", "a")).isZero();
      assertThat(out()).isEqualTo("a  idle\n  takes no commands now\n");
      assertThat(run.endStep(0)).isTrue();
      assertThat(stepscope("control", "a", "set", "x", "1")).isEqualTo(1);
      assertThat(err())
          .isEqualTo("stepscope: nothing called 'x' can be set in run a, nor anything else\n");
    }
  }

  @Test
  void aCommandThatNobodyTakesStands() {
    try (Run run = Recorded.start(dir, "a", "")) {
      assertThat(run.endStep(0)).isTrue();
      assertThat(stepscope("control", "a", "stop", "--wait", "0")).isEqualTo(1);
      assertThat(err())
          .isEqualTo(
              "stepscope: run a did not end a step within 0 s; command 1 stands and is applied when"
                  + " it does\n");
      assertThat(run.endStep(1)).isFalse();
    }
  }

  @Test
  void aMailboxThatIsMissingOrDamagedIsOneLine() throws IOException {
    try (Run run = Recorded.start(dir, "a", "")) {
      assertThat(run.endStep(0)).isTrue();
      Path mailbox = dir.resolve("a").resolve("control");
      try (FileChannel channel = FileChannel.open(mailbox, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {9}), 8);
      }
      assertThat(stepscope("control", "a", "stop")).isEqualTo(1);
      assertThat(err()).contains("run a cannot be steered: its mailbox is of version 9.0");
      Files.delete(mailbox);
      assertThat(stepscope("control", "a", "stop")).isEqualTo(1);
      assertThat(err()).isEqualTo("stepscope: run a cannot be steered: it has no mailbox\n");
    }
  }

  private int stepscope(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal = new Terminal(120, false, false);
    Session session =
        new Session(
            new Output(out, StandardCharsets.UTF_8, terminal),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Surroundings(Map.of(), Map.of("stepscope.dir", dir.toString()), dir),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    return StepscopeCommand.run(session, arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Trains until it is stopped. */
  private static final class Loop {
    private final AtomicLong steps = new AtomicLong();
    private final CompletableFuture<Void> done;

    Loop(Run run) {
      steps.incrementAndGet();
      assertThat(run.endStep(0)).isTrue();
      done =
          CompletableFuture.runAsync(
              () -> {
                long step = steps.get();
                do {
                  run.scalar("train/loss", step, 1.0 / step);
                  steps.set(++step);
                } while (run.endStep(step - 1));
              });
    }
  }
}
