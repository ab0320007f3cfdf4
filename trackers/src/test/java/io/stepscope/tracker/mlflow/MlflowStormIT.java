package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is forwarded to a server that fails at every tenth request, in every way that it can, and
 * is restarted; the process that forwards is killed again and again. In the end the server holds
 * exactly what a server holds with which nothing went wrong.
 */
class MlflowStormIT {
  private static final int KILLS = 10;
  private static final int STEPS = 600;

  /** Two of each that answer at once for one of those that keep the other side waiting. */
  private static final List<Fault> FAULTS = faults();

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  private static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      boolean waits =
          fault == Fault.SILENT || fault == Fault.TAKEN_BUT_SILENT || fault == Fault.DRIPPING;
      if (fault != Fault.EXPIRED) {
        faults.add(fault);
        if (!waits) {
          faults.add(fault);
        }
      }
    }
    return faults;
  }

  @Test
  void everythingIsThereOnceInTheEnd() throws Exception {
    List<Event> events = Recording.everything(STEPS).events;
    FakeMlflow stormy = new FakeMlflow();
    FakeMlflow calm = new FakeMlflow();
    try (FakeServer server = new FakeServer(stormy);
        FakeServer calmServer = new FakeServer(calm)) {
      assertThat(ForwarderProgram.forward(recorded("calm", events), calmServer.uri().toString()))
          .matches(ForwardStatus::hasEverything);
      RunFolder run = recorded("stormy", events);
      server.failing(FaultPlan.random(11, 0.1, FAULTS));
      Random random = new Random(5);
      for (int kill = 0; kill < KILLS; kill++) {
        killed(run, server, 5 + random.nextInt(40));
        server.restart();
      }
      // Those that were killed left something to do.
      assertThat(Files.readString(run.cursors().resolve("mlflow"))).doesNotContain("complete=true");
      assertThat(ForwarderProgram.forward(run, server.uri().toString()))
          .matches(ForwardStatus::hasEverything);

      server.failing(FaultPlan.none());
      assertThat(stormy.run().metrics).isEqualTo(calm.run().metrics);
      assertThat(stormy.run().metrics.get("train/loss")).hasSize(STEPS + 1);
      assertThat(stormy.run().repeated).as("metrics sent again").isPositive();
      assertThat(stormy.run().params).isEqualTo(calm.run().params);
      assertThat(withoutRun(stormy)).isEqualTo(withoutRun(calm));
      assertThat(stormy.run().status).isEqualTo("FINISHED");
      assertThat(stormy.files()).isEqualTo(calm.files());
    }
  }

  /** Tags but for our id of the run. */
  private static List<String> withoutRun(FakeMlflow mlflow) {
    return mlflow.run().tags.entrySet().stream()
        .filter(tag -> !tag.getKey().equals(RunCalls.OUR_ID))
        .map(tag -> tag.getKey() + '=' + tag.getValue())
        .toList();
  }

  /** Starts a process that forwards, and kills it after so many requests. */
  private static void killed(RunFolder run, FakeServer server, int requests)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ForwarderProgram.class.getName(),
                run.root().toString(),
                server.uri().toString())
            .redirectErrorStream(true)
            .redirectOutput(new File("target", "mlflow-storm.log"))
            .start();
    try {
      int begin = server.requests().size();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (server.requests().size() < begin + requests
          && process.isAlive()
          && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private RunFolder recorded(String name, List<Event> events) throws IOException {
    RunFolder run = new RunFolder(folder.resolve(name).resolve(Serving.RUN));
    try (JournalWriter journal =
        JournalWriter.open(
            run.journal(0), run.id(), 0, new JournalOptions(1 << 30, 1 << 16, 1 << 22))) {
      for (Event event : events) {
        assertThat(journal.append(event)).isTrue();
      }
    }
    return run;
  }
}
