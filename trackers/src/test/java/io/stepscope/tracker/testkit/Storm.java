package io.stepscope.tracker.testkit;

import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A server that fails at every tenth request in every way that it can, and is restarted, while
 * processes that forward to it are killed. The same for the same seed, as far as processes are.
 */
public final class Storm {
  private final FakeServer server;
  private final Random random;

  public Storm(FakeServer server, long seed) {
    this.server = server;
    this.random = new Random(seed);
    server.failing(FaultPlan.random(seed, 0.1, faults()));
  }

  /** Two of each that answer at once for one of those that keep the other side waiting. */
  private static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    for (Fault fault : Fault.values()) {
      boolean waits =
          fault == Fault.SILENT || fault == Fault.TAKEN_BUT_SILENT || fault == Fault.DRIPPING;
      if (!waits && fault != Fault.EXPIRED) {
        faults.add(fault);
      }
    }
    return faults;
  }

  /**
   * Kills so many processes at work, each after a number of requests; every third sees the server
   * restart before. Those that end by themselves, as when the key is refused, do not count.
   *
   * @param least requests of a process
   * @param range number of requests that may be added to that
   */
  public void kill(KilledForwarders forwarders, int times, int least, int range)
      throws IOException, InterruptedException {
    int killed = 0;
    for (int started = 0; killed < times; started++) {
      if (started == 2 * times) {
        throw new AssertionError("only " + killed + " of " + times + " could be killed at work");
      }
      int requests = least + random.nextInt(range);
      long end = server.asked() + requests;
      long half = started % 3 == 0 ? end - requests / 2 : Long.MAX_VALUE;
      boolean[] restarted = {false};
      boolean atWork =
          forwarders.kill(
              () -> {
                if (!restarted[0] && server.asked() >= half) {
                  restart();
                  restarted[0] = true;
                }
                return server.asked() >= end;
              });
      killed += atWork ? 1 : 0;
      restart();
    }
  }

  private void restart() {
    try {
      server.restart();
    } catch (IOException e) {
      throw new AssertionError("does not listen again", e);
    }
  }
}
