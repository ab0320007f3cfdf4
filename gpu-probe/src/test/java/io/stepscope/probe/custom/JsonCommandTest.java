package io.stepscope.probe.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real commands that leave others behind. */
@Timeout(60)
class JsonCommandTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @BeforeEach
  void needsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh to run commands with");
  }

  @Test
  void aChildThatHoldsTheOutputIsNotWaitedFor() {
    JsonCommand command = new JsonCommand("sh -c 'sleep 120 & exit 0'", LONG);

    assertThatThrownBy(command::run).isInstanceOf(IOException.class).hasMessageContaining("JSON");
  }

  @Test
  void timeIsOverForACommandThatWaits() {
    JsonCommand command =
        new JsonCommand("sh -c 'echo \"{\"; sleep 120 & wait'", Duration.ofMillis(300));

    assertThatThrownBy(command::run).hasMessage("it was ended after 300 ms");
  }

  @Test
  void whatItStartedEndsWithIt() throws Exception {
    JsonCommand command =
        new JsonCommand("sh -c 'sleep 120 & echo \"{\\\"child\\\": $!}\"; sleep 119'", LONG);

    Map<?, ?> json = (Map<?, ?>) Objects.requireNonNull(command.run());

    long child = ((Double) Objects.requireNonNull(json.get("child"))).longValue();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (runs(child)) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Not of one that has ended and waits for its parent to ask. */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }
}
