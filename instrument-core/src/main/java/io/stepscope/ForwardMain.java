package io.stepscope;

import io.stepscope.folder.Departure;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.CatchUp;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.redaction.Redaction;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The process that forwards a run while it goes on ({@code forward=process}): started by the
 * training, told what to do through its standard input, and gone when every tracker has everything,
 * or when the run is over and nothing has moved for a minute.
 *
 * <p>The end of its standard input means that the training is gone or has ended the run. Other
 * ranks may go on then, and have forwarders of their own: what there is by then is delivered, and
 * the rest left to them. The first line on its standard output is {@link #UP}; what follows is for
 * people, to whom the training passes it on.
 */
public final class ForwardMain {
  /** The command of the Stepscope jar that does the same. */
  public static final String COMMAND = "forward-ordered";

  /** Says that it knows what to do and begins. */
  static final String UP = "stepscope-forward-ordered";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a signal is put off for a run that goes on: its training may have got it, too. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long a process that is gone may still seem to hold its lock. */
  private static final Duration RELEASE = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(10);

  private final RunFolder run;
  private final int rank;
  private final List<ConfiguredTracker> trackers;
  private final PrintStream out;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Departure gone;

  private ForwardMain(RunFolder run, int rank, List<ConfiguredTracker> trackers, PrintStream out) {
    this.run = run;
    this.rank = rank;
    this.trackers = trackers;
    this.out = out;
  }

  /** Does what it is told on standard input. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ForwardOrder order = ForwardOrder.read(System.in);
    order.properties().forEach(System::setProperty);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try {
      ForwardMain forwarding =
          new ForwardMain(new RunFolder(order.run()), order.rank(), trackers(order), out);
      out.println(UP);
      forwarding.forward(System.in);
    } catch (RuntimeException e) {
      // The training passes on what is said here, and nothing else.
      out.println(Redaction.withoutValues().text(String.valueOf(e.getMessage())));
      System.exit(1);
    }
  }

  private static List<ConfiguredTracker> trackers(ForwardOrder order) {
    List<ConfiguredTracker> trackers = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> tracker : order.trackers().entrySet()) {
      TrackerProvider provider = Trackers.named(tracker.getKey());
      trackers.add(new ConfiguredTracker(provider, tracker.getValue()));
    }
    return trackers;
  }

  private void forward(InputStream training) throws InterruptedException {
    Thread watch = new Thread(() -> watch(training), "stepscope-training");
    watch.setDaemon(true);
    watch.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::linger, "stepscope-linger"));
    Path runs = run.root().getParent();
    CatchUp earlier = runs == null ? null : CatchUp.start(runs, trackers, this::isAlive, this::say);
    try {
      SyncOptions options = new SyncOptions(true, PATIENCE, status -> {}, this::say);
      Sync.deliver(run, trackers, this::isAlive, this::isTraining, options);
    } finally {
      if (earlier != null) {
        earlier.close();
      }
      done.countDown();
    }
  }

  /** Waits for the end of the training. */
  private void watch(InputStream training) {
    try {
      while (training.read() >= 0) {
        // It says nothing more; only the end counts.
      }
    } catch (IOException e) {
      // As good as an end.
      awaitRelease(Departure.seen(run, rank));
      return;
    }
    awaitRelease(Departure.seen(run, rank));
  }

  /**
   * The system closes the streams and the locks of a process one after the other. Whoever still
   * holds the lock after that is another process, which resumed the run.
   */
  private void awaitRelease(Departure seen) {
    long deadline = System.nanoTime() + RELEASE.toNanos();
    while (System.nanoTime() < deadline
        && RunLiveness.isAlive(run, rank, Clock.systemUTC(), seen)) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    gone = seen;
  }

  /** Whether any process records the run, be it another rank or one that resumed it. */
  private boolean isAlive(RunFolder which) {
    Departure own = which.root().equals(run.root()) ? gone : null;
    return RunLiveness.isAlive(which, Clock.systemUTC(), own);
  }

  /** Whether the training that started this process still records. */
  private boolean isTraining(RunFolder which) {
    return gone == null && RunLiveness.isAlive(which, rank, Clock.systemUTC());
  }

  /**
   * Puts off the end of this process. A terminal that is closed, or Ctrl-C, ends the training and
   * this process at once; the end of the run is then still to be delivered.
   */
  private void linger() {
    try {
      boolean over = done.await(GRACE.toSeconds(), TimeUnit.SECONDS);
      if (!over && !isTraining(run)) {
        // Ends itself when nothing moves.
        done.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String line) {
    out.println(line);
  }
}
