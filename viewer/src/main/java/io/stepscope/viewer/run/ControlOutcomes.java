package io.stepscope.viewer.run;

import io.stepscope.control.Acknowledgement;
import io.stepscope.control.ControlValue;
import io.stepscope.event.ControlAction;
import io.stepscope.event.ControlAction.Outcome;
import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the journal of a run knows of its steering. */
public final class ControlOutcomes {
  private static final String LEARNING_RATE = "learning_rate";

  private ControlOutcomes() {}

  /**
   * What became of a command.
   *
   * @throws IOException if the journal cannot be read, or has nothing of it
   */
  public static Acknowledgement recorded(RunFolder run, long id) throws IOException {
    Search search = new Search(Long.toString(id));
    read(run, search);
    ControlAction found = search.found;
    if (found == null) {
      throw new IOException("the journal of run " + run.id() + " has nothing of command " + id);
    }
    return new Acknowledgement(
        found.outcome() == Outcome.APPLIED,
        found.stamp().step(),
        number(found.oldValue()),
        number(found.newValue()),
        found.message());
  }

  /** The values with the learning rate of the last step, which a schedule may have changed. */
  public static List<ControlValue> current(RunFolder run, List<ControlValue> values)
      throws IOException {
    Search search = new Search("");
    read(run, search);
    double rate = search.rate;
    return values.stream()
        .map(
            value ->
                value.name().equals(LEARNING_RATE) && !Double.isNaN(rate)
                    ? new ControlValue(value.name(), value.min(), value.max(), rate)
                    : value)
        .toList();
  }

  private static void read(RunFolder run, Search search) throws IOException {
    try (JournalReader reader = JournalReader.open(run.journal(0))) {
      reader.readTail(search);
    }
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  private static final class Search implements JournalHandler {
    private final String id;
    private @Nullable ControlAction found;
    private double rate = Double.NaN;

    Search(String id) {
      this.id = id;
    }

    @Override
    public void scalar(
        String run,
        int rank,
        long sequence,
        long step,
        int epoch,
        long timeMicros,
        String name,
        double value,
        boolean float32) {
      if (name.equals("train/" + LEARNING_RATE)) {
        rate = value;
      }
    }

    @Override
    public void event(Event event) {
      if (event instanceof ControlAction action && action.command().equals(id)) {
        found = action;
      }
    }
  }
}
