package io.stepscope.folder;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.MachineSeries;
import io.stepscope.event.Stamp;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run that is resumed goes on.
 *
 * @param nextStep the step after the last one that was recorded
 * @param epoch of the last events, or {@link Stamp#NONE}
 */
public record RunPosition(long nextStep, int epoch) {

  /**
   * The weights after the last step are recorded under the number of steps, which is no step of its
   * own.
   */
  private static final String WEIGHTS = "weights/";

  /**
   * Finds the last step in the journal of one rank.
   *
   * @throws IOException if the journal cannot be read
   */
  public static RunPosition of(Path journal) throws IOException {
    if (!Files.isDirectory(journal)) {
      return new RunPosition(0, Stamp.NONE);
    }
    LastStep last = new LastStep();
    try (JournalReader reader = JournalReader.open(journal)) {
      reader.readAll(last);
    }
    return new RunPosition(last.step + 1, last.epoch);
  }

  private static final class LastStep implements JournalHandler {
    private final MachineSeries machine = new MachineSeries();
    private long step = -1;
    private int epoch = Stamp.NONE;

    @Override
    public void scalar(
        String run,
        int rank,
        long sequence,
        long at,
        int atEpoch,
        long timeMicros,
        String name,
        double value,
        boolean float32) {
      if (!name.startsWith(WEIGHTS) && !machine.has(name)) {
        see(at, atEpoch);
      }
    }

    @Override
    public void event(Event event) {
      machine.learn(event);
      if (event.kind() == EventKind.STEP_COMPLETE || event.kind() == EventKind.TIMING) {
        see(event.stamp().step(), event.stamp().epoch());
      }
    }

    private void see(long at, int atEpoch) {
      step = Math.max(step, at);
      epoch = Math.max(epoch, atEpoch);
    }
  }
}
