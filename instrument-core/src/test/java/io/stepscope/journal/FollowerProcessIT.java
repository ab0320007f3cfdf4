package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows in another process, which begins anew at every frontier. */
class FollowerProcessIT {
  private static final int EVENTS = 200_000;

  @TempDir Path folder;

  @Test
  void anotherProcessFollowsFromFrontierToFrontier() throws Exception {
    Path output = folder.resolve("output");
    Path journals = folder.resolve("journal");
    Process follower =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Following.class.getName(),
                journals.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (JournalWriter journal =
        JournalWriter.open(journals, "run", 0, new JournalOptions(1 << 30, 1 << 16, 1 << 20))) {
      Thread other = new Thread(() -> write(journal, "1/loss"));
      other.start();
      write(journal, "0/loss");
      other.join();
      journal.append(new RunEnded(Journals.stamp(EVENTS), RunStatus.FINISHED, ""));
    }
    assertThat(follower.waitFor()).describedAs(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("followed " + EVENTS + " and " + EVENTS);
  }

  private static void write(JournalWriter journal, String name) {
    int id = journal.nameId(name);
    for (int i = 0; i < EVENTS; i++) {
      assertThat(journal.scalar(id, i, 0, i, (double) i)).isTrue();
    }
  }

  /** The other process. */
  static final class Following {
    private static final long[] NEXT = new long[2];
    private static boolean ended;

    private Following() {}

    public static void main(String[] args) throws IOException {
      String frontier = "";
      while (!ended) {
        try (JournalFollower follower = JournalFollower.open(Path.of(args[0]), frontier)) {
          if (follower.poll(Following::check, 2_000) == 0) {
            LockSupport.parkNanos(1_000_000);
          }
          frontier = follower.frontier();
        }
      }
      System.out.println("followed " + NEXT[0] + " and " + NEXT[1]);
    }

    private static void check(Event event) {
      if (event instanceof Scalar scalar) {
        long expected = NEXT[scalar.name().charAt(0) - '0']++;
        if (scalar.value() != expected) {
          throw new AssertionError(scalar + " in place of " + expected);
        }
      } else {
        ended = true;
      }
    }
  }
}
