package io.stepscope.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What probes recorded into a run that goes on. */
public final class Measured {
  private final Path journal;

  private Measured(Path journal) {
    this.journal = journal;
  }

  /** Reads the run of this folder. */
  public static Measured in(Run run) {
    return new Measured(new RunFolder(run.folder()).journal(0));
  }

  /** Reads the run of this folder, which may have ended. */
  public static Measured in(Path run) {
    return new Measured(new RunFolder(run).journal(0));
  }

  /** Waits until the latest value of each series is as wanted. */
  public Map<String, Double> until(Predicate<Map<String, Double>> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Map<String, Double> latest = latest();
    while (!wanted.test(latest)) {
      assertThat(System.nanoTime()).as("time limit; so far %s", latest).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
      latest = latest();
    }
    return latest;
  }

  /** The latest value of each series. */
  public Map<String, Double> latest() {
    Map<String, Double> latest = new TreeMap<>();
    scalars().forEach(scalar -> latest.put(scalar.name(), scalar.value()));
    return latest;
  }

  /** All numbers, in the order recorded. */
  public List<Scalar> scalars() {
    return events().stream().filter(Scalar.class::isInstance).map(Scalar.class::cast).toList();
  }

  /** The environment among the coordinates. */
  public Map<String, Object> environment() {
    Map<String, Object> values = new TreeMap<>();
    for (Event event : events()) {
      if (event instanceof Params params && params.group() == Params.Group.ENVIRONMENT) {
        values.putAll(params.values());
      }
    }
    return values;
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(journal)) {
      reader.readAll(events::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }
}
