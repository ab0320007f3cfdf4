package io.stepscope.tracker.testkit;

import io.stepscope.RunImport;
import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.foreign.ForeignRun;
import io.stepscope.foreign.RunFormat;
import io.stepscope.foreign.RunFormats;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.State;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.tracker.Trackers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs that are made of TensorBoard event files, and what trackers get of them. */
public final class ImportedRun {
  private static final SyncOptions OPTIONS =
      new SyncOptions(false, Duration.ofSeconds(60), status -> {});

  private ImportedRun() {}

  /** Imports every run below a folder; fails where something is to be said. */
  public static List<RunImport.Result> into(Path dir, Path place, boolean everything)
      throws IOException {
    RunFormat format = RunFormats.all().get(0);
    List<RunImport.Result> results = new ArrayList<>();
    Consumer<String> fail =
        line -> {
          throw new AssertionError(line);
        };
    for (ForeignRun run : format.find(place, fail, fail)) {
      RunImport.Result result =
          new RunImport(dir, "imported", everything).of(format.name(), run, bytes -> {});
      results.add(result);
    }
    return results;
  }

  /** Writes event files of a run, and makes a run of them. */
  public static RunFolder throughTensorBoard(RunFolder run, Path folder)
      throws IOException, InterruptedException {
    Path files = folder.resolve("event-files");
    deliver(
        run, new ConfiguredTracker(Trackers.named("tensorboard"), Map.of("dir", files.toString())));
    RunImport.Result result = into(folder.resolve("imported"), files, false).get(0);
    return new RunFolder(folder.resolve("imported").resolve(result.run()));
  }

  /** Delivers all of a run. */
  public static void deliver(RunFolder run, ConfiguredTracker tracker) throws InterruptedException {
    ForwardStatus status = Sync.deliver(run, List.of(tracker), any -> false, OPTIONS).get(0);
    if (status.state() != State.COMPLETE) {
      throw new AssertionError(status.state() + ": " + status.reason());
    }
  }

  /** The journal of rank 0. */
  public static List<Event> events(RunFolder run) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(run.journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  /** Events of a kind. */
  public static <E extends Event> List<E> events(RunFolder run, Class<E> type) throws IOException {
    return events(run).stream().filter(type::isInstance).map(type::cast).toList();
  }
}
