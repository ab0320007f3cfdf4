package io.stepscope;

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

/**
 * The process that forwards a run while it goes on ({@code forward=process}): started by the
 * training, told what to do through its standard input, and gone when every tracker has everything,
 * or when the run is over and nothing has moved for a minute.
 *
 * <p>The end of its standard input means that the training is gone or has ended the run. What it
 * has to say it says on standard output, which the training passes on to people.
 */
public final class ForwardMain {
  /** The command of the Stepscope jar that does the same. */
  public static final String COMMAND = "forward-ordered";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a signal is put off for a run that goes on: its training may have got it, too. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final RunFolder run;
  private final List<ConfiguredTracker> trackers;
  private final PrintStream out;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean abandoned;

  private ForwardMain(RunFolder run, List<ConfiguredTracker> trackers, PrintStream out) {
    this.run = run;
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
      new ForwardMain(new RunFolder(order.run()), trackers(order), out).forward(System.in);
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
      Sync.deliver(run, trackers, this::isAlive, options);
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
      abandoned = true;
    }
    abandoned = true;
  }

  private boolean isAlive(RunFolder which) {
    boolean own = which.root().equals(run.root());
    return !(own && abandoned) && RunLiveness.isAlive(which, Clock.systemUTC());
  }

  /**
   * Puts off the end of this process. A terminal that is closed, or Ctrl-C, ends the training and
   * this process at once; the end of the run is then still to be delivered.
   */
  private void linger() {
    try {
      boolean over = done.await(GRACE.toSeconds(), TimeUnit.SECONDS);
      if (!over && !isAlive(run)) {
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
