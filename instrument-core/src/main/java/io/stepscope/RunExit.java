package io.stepscope;

import io.stepscope.event.HaltCode;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.ExitCode;
import io.stepscope.recorder.Recorder;
import io.stepscope.recorder.UncaughtExceptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run that is not over when its process is, or when an exception has left its training.
 * Thread-safe.
 */
final class RunExit {

  /** A process waits for its runs so long and no longer, whatever hangs. */
  private static final Duration MOST = Duration.ofSeconds(5);

  /** Whoever catches an exception that left a training has done so by then. */
  private static final Duration UNWINDING = Duration.ofSeconds(10);

  private static final long LOOK_MILLIS = 20;

  /** Where a run was left that has not ended yet, and what says that the thread trains again. */
  private static final Map<Thread, CountDownLatch> LEFT = new ConcurrentHashMap<>();

  private final BiConsumer<RunStatus, String> finish;
  private final Recorder recorder;
  private final Thread hook = BackgroundThread.of(this::awaitEnd, "stepscope-exit");
  private final Consumer<Throwable> onUncaught = this::diedOf;
  private final IntConsumer onHalt = this::halted;
  private volatile Supplier<RunStatus> last = () -> RunStatus.STOPPED;
  private volatile Consumer<Throwable> uncaughtObserver = cause -> {};

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean over;

  /** What ended the thread that the run began on, or the one that an exception left it on. */
  private volatile @Nullable Throwable uncaught;

  /** Why the training was left, as far as it is known; null if it was not. */
  private volatile @Nullable String left;

  /** {@code finish} ends the run with a status and a reason, unless it has ended. */
  RunExit(BiConsumer<RunStatus, String> finish, Recorder recorder) {
    this.finish = finish;
    this.recorder = recorder;
  }

  /** The run begins, on the calling thread; one that was left there before is over. */
  void watch() {
    CountDownLatch goesOn = LEFT.remove(Thread.currentThread());
    if (goesOn != null) {
      goesOn.countDown();
    }
    Runtime.getRuntime().addShutdownHook(hook);
    UncaughtExceptions.watch(Thread.currentThread(), onUncaught);
    ExitCode.onHalt(onHalt);
  }

  /** The run has ended. */
  void forget() {
    over = true;
    done.countDown();
    UncaughtExceptions.forget(onUncaught);
    ExitCode.forget(onHalt);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, and this may well be its doing.
      assert over;
    }
  }

  /** Told of an exception that ends the training's thread, before it is gone. */
  void onUncaughtException(Consumer<Throwable> observer) {
    uncaughtObserver = observer;
  }

  /** Asked once, when the process exits before the run has ended. */
  void onExit(Supplier<RunStatus> newLast) {
    last = newLast;
  }

  /**
   * An exception leaves the training on the calling thread. The run ends as failed once it is known
   * whether the exception ends the thread, too: then it is the reason. It does not when the thread
   * begins another run.
   *
   * @param otherwise the reason if it does not
   */
  void leave(String otherwise) {
    left = otherwise;
    Thread training = Thread.currentThread();
    UncaughtExceptions.watch(training, onUncaught);
    CountDownLatch goesOn = new CountDownLatch(1);
    LEFT.put(training, goesOn);
    try {
      BackgroundThread.of(() -> endAfter(training, goesOn, otherwise), "stepscope-left").start();
    } catch (OutOfMemoryError e) {
      LEFT.remove(training, goesOn);
      recorder.failure(
          "waiting for what left the training", e); // The end of the process is enough.
    }
  }

  private void endAfter(Thread training, CountDownLatch goesOn, String otherwise) {
    boolean again = false;
    try {
      long until = System.nanoTime() + UNWINDING.toNanos();
      while (training.isAlive() && !again && System.nanoTime() - until < 0) {
        again = goesOn.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts it; whoever does wants it to end.
      Thread.currentThread().interrupt();
    }
    LEFT.remove(training, goesOn);
    // What ends a thread that trains again is not what left this run.
    finish.accept(RunStatus.FAILED, again ? otherwise : reason(otherwise));
  }

  private void diedOf(Throwable cause) {
    uncaught = cause;
    uncaughtObserver.accept(cause);
  }

  /**
   * A process that halts does not end its runs, whatever the code: that they were killed is seen by
   * whoever looks. There is time for one event, which tells the code.
   */
  private void halted(int code) {
    // Not as a parameter of the summary, whose writer may be waited for.
    long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    recorder.event(
        HaltCode.event(new Stamp("", 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, micros), code));
  }

  /** On a thread of its own, so that the process does not hang where ending the run does. */
  private void awaitEnd() {
    Thread ending = BackgroundThread.of(this::end, "stepscope-end");
    ending.start();
    try {
      ending.join(MOST.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    if (over) {
      return;
    }
    RunStatus status = RunStatus.STOPPED;
    try {
      status = last.get();
    } catch (Throwable t) {
      recorder.failure("ending with the process", t);
    }
    String otherwise = left;
    if (otherwise != null || uncaught != null) {
      finish.accept(RunStatus.FAILED, reason(otherwise == null ? "" : otherwise));
    } else {
      ProcessExit.End end = ProcessExit.of(status);
      finish.accept(end.status(), end.reason());
    }
    // Another thread may be ending it already: the process waits for that, too.
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reason(String otherwise) {
    Throwable cause = uncaught;
    return cause == null ? otherwise : String.valueOf(cause);
  }
}
