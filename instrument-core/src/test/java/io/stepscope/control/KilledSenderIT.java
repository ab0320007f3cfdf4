package io.stepscope.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they write commands. */
class KilledSenderIT {

  private static final int KILLS = 10;

  @TempDir Path dir;

  @Test
  void noCommandIsEverTornAndTheLockIsFreeAgain() throws Exception {
    Path file = dir.resolve("control");
    CommandInbox inbox = CommandInbox.make(file, 7);
    long last = 0;
    for (int round = 0; round < KILLS; round++) {
      List<Process> writers = List.of(writer(file), writer(file));
      long enough = last + 50 + 7L * round;
      while (last < enough) {
        assertThat(writers).allMatch(Process::isAlive);
        for (Command command : inbox.take()) {
          assertIntact(command, ++last);
          inbox.acknowledge(command.id(), CommandApplication.applied(command.id(), ""));
        }
      }
      for (Process writer : writers) {
        writer.destroyForcibly();
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      for (Command command : inbox.take()) {
        assertIntact(command, ++last);
        inbox.acknowledge(command.id(), CommandApplication.applied(command.id(), ""));
      }
      long own = CommandSender.open(file).send(Action.PAUSE, Duration.ofSeconds(10));
      assertThat(own).isEqualTo(last + 1);
      assertThat(inbox.take()).containsExactly(new Command(own, Action.PAUSE, "", 0));
      inbox.acknowledge(own, CommandApplication.applied(0, ""));
      last = own;
    }
  }

  private static void assertIntact(Command command, long id) {
    assertThat(command.id()).isEqualTo(id);
    assertThat(command.action()).isEqualTo(Action.SET);
    assertThat(command.name()).isEqualTo("value-" + (long) command.value());
  }

  private static Process writer(Path file) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Writer.class.getName(), file.toString()));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /** Writes commands as fast as they are taken. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      CommandSender sender = CommandSender.open(Path.of(arguments[0]));
      for (int i = 0; ; i++) {
        var unused = sender.send(Action.SET, "value-" + i, i, Duration.ofMinutes(1));
      }
    }
  }
}
