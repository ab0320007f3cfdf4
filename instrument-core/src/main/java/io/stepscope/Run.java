package io.stepscope;

import io.stepscope.control.ControlPoints;
import io.stepscope.control.LiveValue;
import io.stepscope.control.Steering;
import io.stepscope.event.Alert;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.folder.ArtifactStore;
import io.stepscope.folder.RunFolder;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.memory.MemoryAccount;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One training execution that is being recorded.
 *
 * <pre>{@code
 * try (Run run = Run.builder().experiment("digits").param("lr", 0.1).start()) {
 *   for (long step = 0; step < steps; step++) {
 *     run.scalar("train/loss", step, trainOnce());
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe. Once started, nothing here throws or waits for a tracker; when a method that
 * records returns, the event survives the death of the process. {@link #close} ends the run as
 * finished and takes at most about two seconds, however trackers behave.
 */
public final class Run implements AutoCloseable {

  private final RunFolder folder;
  private final Recorder recorder;
  private final RunLifecycle lifecycle;
  private final Steering steering;
  private final RunProbes probes;
  private final MemoryAccount memory;
  private final LoopSteps loopSteps;
  private final ThreadLocal<HistogramBuilder> histograms =
      ThreadLocal.withInitial(HistogramBuilder::new);

  Run(
      RunFolder folder,
      Recorder recorder,
      RunLifecycle lifecycle,
      Steering steering,
      RunProbes probes,
      MemoryAccount memory) {
    this.folder = folder;
    this.recorder = recorder;
    this.lifecycle = lifecycle;
    this.steering = steering;
    this.probes = probes;
    this.memory = memory;
    this.loopSteps = new LoopSteps(recorder, steering);
  }

  /** Settings for a new run. */
  public static RunBuilder builder() {
    return new RunBuilder();
  }

  /** The run's id: its folder's name, and the name of the run in TensorBoard. */
  public String id() {
    return folder.id();
  }

  /** The run folder. */
  public Path folder() {
    return folder.root();
  }

  /** What adapters of frameworks record through. */
  public Recorder recorder() {
    return recorder;
  }

  /** What adapters of frameworks are steered by. */
  public Steering steering() {
    return steering;
  }

  /** The configuration in force. */
  public Configuration configuration() {
    return lifecycle.configuration();
  }

  /** The first step that is not recorded yet: 0, or more when the run was resumed. */
  public long nextStep() {
    return lifecycle.position().nextStep();
  }

  /**
   * Records a number.
   *
   * @param name series, {@code group/name}, 1 to 256 characters
   * @param step 0-based
   * @param value any double; NaN and infinities are kept
   */
  public void scalar(String name, long step, double value) {
    recorder.scalar(name, step, value);
  }

  /** Records a 32-bit number, which reads back as the same float. */
  public void scalar(String name, long step, float value) {
    recorder.scalar(name, step, value);
  }

  /** Records a duration in nanoseconds. */
  public void timing(String name, long step, long nanos) {
    recorder.timing(name, step, nanos);
  }

  /** Records the distribution of the values; the array is read before the call returns. */
  public void histogram(String name, long step, float[] values) {
    try {
      recorder.histogram(
          name, step, histograms.get().reset().add(values, 0, values.length).build());
    } catch (RuntimeException e) {
      recorder.failure("making a histogram", e);
    }
  }

  /** Records the distribution of the values; the array is read before the call returns. */
  public void histogram(String name, long step, double[] values) {
    try {
      recorder.histogram(
          name, step, histograms.get().reset().add(values, 0, values.length).build());
    } catch (RuntimeException e) {
      recorder.failure("making a histogram", e);
    }
  }

  /** Records a histogram made elsewhere. */
  public void histogram(String name, long step, Histogram histogram) {
    recorder.histogram(name, step, histogram);
  }

  /** Records a text; trackers show it as Markdown. */
  public void text(String name, long step, String markdown) {
    recorder.text(name, step, markdown);
  }

  /**
   * Records a picture.
   *
   * @param png the picture as PNG bytes
   * @param width pixels
   * @param height pixels
   */
  public void image(String name, long step, byte[] png, int width, int height) {
    recorder.image(name, step, png, width, height);
  }

  /**
   * Records a table.
   *
   * @param rows each as long as {@code columns}: numbers, booleans, texts
   */
  public void table(String name, long step, List<String> columns, List<? extends List<?>> rows) {
    recorder.table(name, step, columns, rows, false);
  }

  /**
   * Records a confusion matrix.
   *
   * @param classes names of the n classes
   * @param counts n rows, one per true class, of n counts, one per predicted class
   */
  public void confusionMatrix(String name, long step, List<String> classes, long[][] counts) {
    recorder.confusionMatrix(name, step, classes, counts);
  }

  /** Records a hyper-parameter; a later value replaces an earlier one. */
  public void param(String key, Object value) {
    recorder.params(Params.Group.PARAMS, Map.of(key, value));
  }

  /** Records a label of the run; a later value replaces an earlier one. */
  public void tag(String key, String value) {
    recorder.params(Params.Group.TAGS, Map.of(key, value));
  }

  /**
   * Copies a file into the run folder, under its SHA-256, and records it.
   *
   * @param name how users call it, with {@code /} for folders
   * @param type for instance {@code model}, {@code checkpoint} or {@code file}
   */
  public void artifact(String name, String type, Path file) {
    try {
      ArtifactStore.Stored stored = new ArtifactStore(folder).store(file);
      recorder.artifact(name, type, stored.sha256(), stored.bytes());
    } catch (Exception e) {
      recorder.failure("storing artifact " + file, e);
    }
  }

  /** Records that somebody should look. */
  public void alert(Alert.Severity severity, String title, String text) {
    recorder.alert(severity, Stamp.NONE, title, text);
  }

  /** Sets the 0-based epoch of what is recorded from now on. */
  public void epoch(int epoch) {
    recorder.epoch(epoch);
  }

  /**
   * Records that nothing more comes for {@code step}: trackers that need whole steps can show it.
   */
  public void stepComplete(long step) {
    recorder.stepComplete(step);
  }

  /**
   * Declares a number that users may change while the run goes on, with {@code stepscope control
   * RUN set NAME VALUE}. It changes only between two steps: where a framework's listener records
   * into this run, or {@link #endStep} is called.
   *
   * <pre>{@code
   * LiveValue temperature = run.control("temperature", 0.1, 2.0, 1.0);
   * while (…) { train(temperature.get()); }
   * }</pre>
   *
   * @param name 1 to 64 bytes in UTF-8, no spaces; the same name gives the same value again
   * @param min least value that can be set
   * @param max greatest value that can be set
   * @param initial the value until it is set
   */
  public LiveValue control(String name, double min, double max, double initial) {
    return steering.declare(name, min, max, initial);
  }

  /**
   * Ends a step of a loop written by hand, as {@link #stepComplete} does, and applies what users
   * commanded: waits while the run is paused, and says when it is to be stopped.
   *
   * <pre>{@code
   * for (long step = 0; step < steps; step++) {
   *   run.scalar("train/loss", step, trainOnce());
   *   if (!run.endStep(step)) {
   *     break;
   *   }
   * }
   * }</pre>
   *
   * <p>To be called on the training thread. When there is nothing to do it costs one volatile read
   * more than {@link #stepComplete}. Once it has said no, the run ends as stopped.
   *
   * @return whether to go on
   */
  public boolean endStep(long step) {
    return loopSteps.end(step, LoopSteps.NO_POINTS);
  }

  /**
   * Ends a step of a loop written by hand that lets itself be steered in more than pause and stop.
   *
   * @param points what it lets users do; its {@link ControlPoints#stop} is not called
   * @return whether to go on
   */
  public boolean endStep(long step, ControlPoints points) {
    return loopSteps.end(step, points);
  }

  /**
   * Measures the devices of one more provider from now on, on threads of Stepscope's; does nothing
   * when {@code probes} is off. Those that {@link java.util.ServiceLoader} finds are measured by
   * themselves.
   */
  public void accelerators(AcceleratorProvider provider) {
    probes.open(provider);
  }

  /**
   * The device of this name, {@code gpu/0}, as it is recorded or as frameworks call it ({@link
   * Accelerator#aliases}): for adapters that time its work or count its tensors. Never waits.
   *
   * @return empty as long as it is not open, when the run is over, and when {@code probes} is off
   */
  public Optional<Accelerator> accelerator(String name) {
    return probes.accelerator(name);
  }

  /**
   * What this run knows of memory: adapters tell it of tensors, and of exceptions they see. A
   * program that catches an error and goes on says with {@code run.memory().ranOut(error)} that
   * memory ran out; {@link #fail} says it as well.
   */
  public MemoryAccount memory() {
    return memory;
  }

  /** Shows how far the training is; costs next to nothing. */
  public void progress(Progress progress) {
    lifecycle.progress(progress);
  }

  /**
   * Ends the run; only the first end counts. A run that a user stopped is not finished but stopped.
   *
   * @param status {@link RunStatus#FINISHED}, {@link RunStatus#FAILED} or {@link RunStatus#STOPPED}
   * @param reason one line for people, may be empty
   */
  public void finish(RunStatus status, String reason) {
    lifecycle.finish(status, reason);
  }

  /**
   * Has something recorded just before the run ends, however it ends but by a kill: for what is
   * still being worked on, such as statistics that another thread computes.
   *
   * @param last called once, on the thread that ends the run, which may be the JVM's at exit: soon
   *     done, and waiting for no thread of the program
   * @return forgets {@code last}: to be run by whoever has nothing left to record, so that a run
   *     that outlives many trainings does not keep them
   */
  public Runnable beforeEnd(Runnable last) {
    return lifecycle.beforeEnd(last);
  }

  /**
   * Says how the run ends when the process exits before it was ended; by default as stopped. For
   * frameworks whose trainings end with the process.
   *
   * @param last asked once, on a thread of its own while the process exits: may record what is left
   *     to record, soon, and says how the run then ended
   */
  public void onExit(Supplier<RunStatus> last) {
    lifecycle.onExit(last);
  }

  /**
   * Ends the run because an exception leaves the training on the calling thread: as failed, or as
   * stopped if a user stopped it. For adapters that see this, but not the exception. If it ends the
   * thread as well, which is known soon and not waited for here, it is the reason; the run takes
   * what is recorded until then.
   *
   * @param reason the reason if nobody gets to know the exception; may be empty
   */
  public void leave(String reason) {
    lifecycle.leave(reason);
  }

  /**
   * Ends the run as failed. If {@code cause} says that memory ran out, the run first takes what is
   * known of it.
   *
   * <pre>{@code
   * } catch (Throwable t) {
   *   run.fail(t); // before the run is closed
   *   throw t;
   * }
   * }</pre>
   */
  public void fail(Throwable cause) {
    memory.ranOut(cause);
    finish(RunStatus.FAILED, String.valueOf(cause));
  }

  /** Ends the run as finished, unless it has ended. */
  @Override
  public void close() {
    finish(RunStatus.FINISHED, "");
  }
}
