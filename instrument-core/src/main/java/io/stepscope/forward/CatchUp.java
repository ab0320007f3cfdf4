package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Delivers, in the background, what earlier runs of a folder of runs could not deliver. A run is
 * taken up for the trackers that it has cursors of, which are those it was configured with, and
 * only when its process has ended.
 */
public final class CatchUp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path directory;
  private final List<ConfiguredTracker> trackers;
  private final Liveness liveness;
  private final Consumer<String> say;
  private final Thread thread;
  // Trackers that did not take an earlier run are not asked again.
  private final Set<String> givenUp = new HashSet<>();
  private volatile boolean stopping;

  private CatchUp(
      Path directory, List<ConfiguredTracker> trackers, Liveness liveness, Consumer<String> say) {
    this.directory = directory;
    this.trackers = List.copyOf(trackers);
    this.liveness = liveness;
    this.say = say;
    thread = new Thread(this::deliverAll, "stepscope-catch-up");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
  }

  /**
   * Begins to deliver.
   *
   * @param directory the folder of runs
   * @param say takes lines for people, from any thread
   */
  public static CatchUp start(
      Path directory, List<ConfiguredTracker> trackers, Liveness liveness, Consumer<String> say) {
    CatchUp catchUp = new CatchUp(directory, trackers, liveness, say);
    catchUp.thread.start();
    return catchUp;
  }

  /** Waits until all is done that can be done, {@code most} at most; returns whether it is. */
  public boolean await(Duration most) throws InterruptedException {
    thread.join(Math.max(1, most.toMillis()));
    return !thread.isAlive();
  }

  /** Stops and returns at once; what is not delivered waits for the next time. */
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }

  private void deliverAll() {
    try {
      for (RunFolder run : runs()) {
        if (stopping) {
          return;
        }
        List<ConfiguredTracker> behind = behind(run);
        if (!behind.isEmpty() && !liveness.alive(run)) {
          deliver(run, behind);
        }
      }
    } catch (IOException | RuntimeException e) {
      tell("earlier runs were not forwarded: " + TrackerSession.oneLine(e));
    } catch (InterruptedException e) {
      // Asked to stop; the thread ends.
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String line) {
    // A stop interrupts whatever goes on: what fails then is no news.
    if (!stopping) {
      say.accept(line);
    }
  }

  private List<RunFolder> runs() throws IOException {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (Files.isDirectory(new RunFolder(entry).cursors())) {
            folders.add(entry);
          }
        }
      }
    }
    // Ids begin with the time.
    folders.sort(null);
    return folders.stream().map(RunFolder::new).toList();
  }

  private List<ConfiguredTracker> behind(RunFolder run) {
    List<ConfiguredTracker> behind = new ArrayList<>();
    for (ConfiguredTracker tracker : trackers) {
      try {
        Cursor cursor = new CursorFile(run, tracker.name()).load();
        if (cursor != null && !cursor.complete() && !givenUp.contains(tracker.name())) {
          behind.add(tracker);
        }
      } catch (IOException e) {
        tell(tracker.name() + ": " + TrackerSession.oneLine(e));
      }
    }
    return behind;
  }

  private void deliver(RunFolder run, List<ConfiguredTracker> behind) throws InterruptedException {
    SyncOptions options = new SyncOptions(false, PATIENCE, status -> {});
    for (ForwardStatus status : Sync.deliver(run, behind, liveness, options)) {
      if (status.state() == State.COMPLETE) {
        tell(status.tracker() + ": has the rest of the earlier run " + run.id());
      } else if (status.state() != State.HELD_ELSEWHERE) {
        givenUp.add(status.tracker());
        tell(status.tracker() + ": earlier run " + run.id() + " waits: " + status.reason());
      }
    }
  }
}
