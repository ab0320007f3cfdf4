package io.stepscope.recorder;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.histogram.Histogram;
import io.stepscope.journal.JournalWriter;
import io.stepscope.redaction.Redaction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What training threads call. When a method returns, the event is in the journal and survives the
 * process.
 *
 * <p>Never throws and never waits for a tracker, a network or a lock. Bad input is mended so that
 * the value is kept (a negative step becomes "no step", a blank name {@code unnamed}, a name over
 * 256 characters is cut and ends in a hash) and said once on standard error. Its own failures are
 * counted in {@link #failures} and said once per place.
 *
 * <p>Thread-safe; events of one thread keep their order. A scalar costs no allocation and no lock;
 * the clock is read once per thread and step, so the scalars of one step that a thread records
 * carry one time.
 */
public final class Recorder {

  private final @Nullable JournalWriter journal;
  private final String run;
  private final int rank;
  private final LongSupplier microsClock;
  private final Notices notices;
  private final Redaction redaction;
  private final Consumer<Params> paramsObserver;
  private final LabelledNames names;
  private final ThreadLocal<StepTime> stepTime = ThreadLocal.withInitial(StepTime::new);
  private final Failures failures;
  private final LongAdder unrecorded;
  private final AtomicInteger epoch;
  private final CurrentStep current;
  private final SharedSteps steps;

  /** Null for one of several workers, whose steps and epochs are those of another recorder. */
  private final SharedSteps.@Nullable Part part;

  private volatile boolean over;

  private volatile Measurements measurements = (step, timeMicros, values) -> {};

  /**
   * Records into {@code journal}.
   *
   * @param journal null for a recorder that only counts what it cannot record
   * @param microsClock wall-clock time in microseconds since 1970
   * @param redaction removes secrets from everything textual before it is stored
   * @param paramsObserver sees the parameters that are recorded, on the recording thread
   */
  public Recorder(
      @Nullable JournalWriter journal,
      String run,
      int rank,
      LongSupplier microsClock,
      Notices notices,
      Redaction redaction,
      Consumer<Params> paramsObserver) {
    this.journal = journal;
    this.run = run;
    this.rank = rank;
    this.microsClock = microsClock;
    this.notices = notices;
    this.redaction = redaction;
    this.paramsObserver = paramsObserver;
    names = new LabelledNames(notices, "");
    unrecorded = new LongAdder();
    failures = new Failures(notices, unrecorded);
    epoch = new AtomicInteger(Stamp.NONE);
    current = new CurrentStep();
    steps = new SharedSteps();
    part = steps.part();
  }

  private Recorder(Recorder main, String label, boolean ownSteps) {
    journal = main.journal;
    run = main.run;
    rank = main.rank;
    microsClock = main.microsClock;
    notices = main.notices;
    redaction = main.redaction;
    paramsObserver = main.paramsObserver;
    names = new LabelledNames(notices, main.names.label() + label + '/');
    failures = main.failures;
    unrecorded = main.unrecorded;
    epoch = ownSteps ? new AtomicInteger(Stamp.NONE) : main.epoch;
    current = main.current;
    steps = main.steps;
    part = ownSteps ? steps.part() : null;
  }

  /**
   * A recorder for one of several workers that train at once in this process: it records into the
   * same journal, each series {@code <name>} as {@code <worker>/<name>}. That steps are complete
   * and epochs begin is left to the recorder that this one was made from.
   */
  public Recorder labelled(String worker) {
    return new Recorder(this, worker, false);
  }

  /**
   * A recorder for another training of this process, with steps and epochs of its own: it records
   * into the same journal, each series {@code <name>} as {@code <training>/<name>}. A step of the
   * run is complete when every training has completed it that is not far behind the others.
   */
  public Recorder beside(String training) {
    return new Recorder(this, training, true);
  }

  /** Says that the training is over: nobody waits for its steps any more. */
  public void trainingOver() {
    try {
      JournalWriter to = journal;
      if (part != null) {
        part.leave(
            step -> {
              if (to != null) {
                to.stepComplete(step, epoch.get(), timeOf(step));
              }
            });
      }
    } catch (Throwable t) {
      failure("completing steps", t);
    }
  }

  /**
   * Records a number.
   *
   * @param name series, {@code group/name}
   * @param step 0-based step, or {@link Stamp#NONE}
   * @param value any double; NaN and infinities are kept
   */
  public void scalar(String name, long step, double value) {
    scalar(name, step, epoch.get(), value);
  }

  /**
   * Records a number that was not known before its step was over, when another epoch may have
   * begun.
   *
   * @param epochOfStep epoch of the step, or {@link Stamp#NONE}
   */
  public void scalar(String name, long step, int epochOfStep, double value) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        long good = step >= Stamp.NONE ? step : mendStep(name, step);
        to.scalar(id(to, name), good, epochOfStep, timeOf(good), value);
      }
    } catch (Throwable t) {
      failure("recording a scalar", t);
    }
  }

  /** Records a 32-bit number that is written as one: it reads back as the same float. */
  public void scalar(String name, long step, float value) {
    scalar(name, step, epoch.get(), value);
  }

  /**
   * Records a 32-bit number that was not known before its step was over, when another epoch may
   * have begun.
   *
   * @param epochOfStep epoch of the step, or {@link Stamp#NONE}
   */
  public void scalar(String name, long step, int epochOfStep, float value) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        long good = step >= Stamp.NONE ? step : mendStep(name, step);
        to.scalar(id(to, name), good, epochOfStep, timeOf(good), value);
      }
    } catch (Throwable t) {
      failure("recording a scalar", t);
    }
  }

  /** Records a duration in nanoseconds. */
  public void timing(String name, long step, long nanos) {
    timing(name, step, epoch.get(), nanos);
  }

  /**
   * Records a duration in nanoseconds that was not known before its step was over, when another
   * epoch may have begun.
   *
   * @param epochOfStep epoch of the step, or {@link Stamp#NONE}
   */
  public void timing(String name, long step, int epochOfStep, long nanos) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        long good = step >= Stamp.NONE ? step : mendStep(name, step);
        to.timing(id(to, name), good, epochOfStep, timeOf(good), nanos);
      }
    } catch (Throwable t) {
      failure("recording a timing", t);
    }
  }

  /**
   * Records numbers that were measured beside the training just now: all with one time, and at the
   * step that the training is in, as {@link #consoleLine} does.
   */
  public void measured(Map<String, Double> values) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.add(values.size());
        return;
      }
      long step = current.get();
      int epochNow = epoch.get();
      long micros = microsClock.getAsLong();
      values.forEach((name, value) -> to.scalar(id(to, name), step, epochNow, micros, value));
      measurements.taken(step, micros, values);
    } catch (Throwable t) {
      failure("recording measurements", t);
    }
  }

  /** Shows what {@link #measured} records to {@code newMeasurements} from now on. */
  public void onMeasured(Measurements newMeasurements) {
    measurements = newMeasurements;
  }

  /** The step that the training is in, as {@link #consoleLine} has it; or {@link Stamp#NONE}. */
  public long currentStep() {
    return current.get();
  }

  /** Records the distribution of a tensor's values. */
  public void histogram(String name, long step, Histogram histogram) {
    histogram(name, step, epoch.get(), histogram);
  }

  /**
   * Records a distribution that was not known before its step was over, when another epoch may have
   * begun.
   *
   * @param epochOfStep epoch of the step, or {@link Stamp#NONE}
   */
  public void histogram(String name, long step, int epochOfStep, Histogram histogram) {
    record(
        "a histogram",
        () -> new TensorHistogram(stamp(name, step, epochOfStep), mended(name), histogram));
  }

  /** Records a text; trackers show it as Markdown. */
  public void text(String name, long step, String markdown) {
    record("a text", () -> new Text(stamp(name, step), mended(name), redaction.text(markdown)));
  }

  /**
   * Records a picture.
   *
   * @param png the picture as PNG bytes
   * @param width pixels
   * @param height pixels
   */
  public void image(String name, long step, byte[] png, int width, int height) {
    record("an image", () -> new Image(stamp(name, step), mended(name), png, width, height));
  }

  /**
   * Records a table.
   *
   * @param rows each as long as {@code columns}; numbers, booleans and texts; anything else is
   *     written as its text
   * @param confusionMatrix whether it is one: first column the true class, the others counts of
   *     predictions
   */
  public void table(
      String name,
      long step,
      List<String> columns,
      List<? extends List<?>> rows,
      boolean confusionMatrix) {
    record(
        "a table",
        () ->
            new Table(
                stamp(name, step),
                mended(name),
                columns,
                rows.stream().map(ParamValues::normalized).toList(),
                confusionMatrix));
  }

  /**
   * Records a line that the program printed, at the step that the training is in: the one that
   * {@link #openStep} told last. Where nobody tells, it is the step of the number or time that was
   * recorded last, or the one after a step that was said to be complete.
   *
   * <p>Prints nothing, not even of a failure: see {@link #unsaidFailure}.
   *
   * @param text without its end and without secrets
   */
  public void consoleLine(ConsoleLine.Stream stream, String text) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        to.append(new ConsoleLine(stamp("console", current.get()), stream, text));
      }
    } catch (Throwable t) {
      unsaidFailure("recording a console line", t);
    }
  }

  /**
   * Records a line that the program printed before.
   *
   * @param timeMicros when it ended, microseconds since 1970
   */
  public void consoleLine(ConsoleLine.Stream stream, String text, long timeMicros) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        Stamp stamp = new Stamp(run, rank, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, timeMicros);
        to.append(new ConsoleLine(stamp, stream, text));
      }
    } catch (Throwable t) {
      unsaidFailure("recording a console line", t);
    }
  }

  /** Records the structure of a model. */
  public void graph(String name, List<ModelGraph.Node> nodes) {
    record("a model graph", () -> new ModelGraph(stamp(name, Stamp.NONE), mended(name), nodes));
  }

  /**
   * Records inputs, labels or coordinates of the run; later values of a key replace earlier ones.
   */
  public void params(Params.Group group, Map<String, ?> values) {
    if (over) {
      return;
    }
    record(
        "parameters",
        () -> {
          Params params =
              new Params(stamp("", Stamp.NONE), group, ParamValues.normalized(values, redaction));
          paramsObserver.accept(params);
          return params;
        });
  }

  /**
   * Records a confusion matrix as a table whose first column names the true class.
   *
   * @param classes names of the n classes
   * @param counts n rows, one per true class, of n counts, one per predicted class
   */
  public void confusionMatrix(String name, long step, List<String> classes, long[][] counts) {
    record(
        "a confusion matrix",
        () -> ConfusionMatrix.table(stamp(name, step), mended(name), classes, counts));
  }

  /**
   * Records a file whose bytes lie in the run folder.
   *
   * @param sha256 lower-case hex
   * @param bytes size
   */
  public void artifact(String name, String type, String sha256, long bytes) {
    record(
        "an artifact",
        () -> new Artifact(stamp("", Stamp.NONE), mended(name), type, sha256, bytes));
  }

  /** Records that somebody should look. */
  public void alert(Alert.Severity severity, long step, String title, String text) {
    record(
        "an alert",
        () -> new Alert(stamp(title, step), severity, redaction.text(title), redaction.text(text)));
  }

  /**
   * Records a command to the training.
   *
   * @param step the first step after it
   */
  public void control(long step, Function<Stamp, ControlAction> action) {
    record("a command", () -> action.apply(stamp("control", step)));
  }

  /** Records an event that was made elsewhere; run, rank and sequence of its stamp are replaced. */
  public void event(Event event) {
    record("an event", () -> event);
  }

  /**
   * Says which step the training is in from now on, for what is recorded without a step of its own.
   * From the first call on, nothing is concluded from the steps of other events. Of several workers
   * the one that is furthest counts.
   */
  public void openStep(long step) {
    if (names.label().isEmpty()) {
      current.open(step);
    } else {
      current.openInWorker(step);
    }
    if (part != null) {
      part.open(step);
    }
  }

  /** Sets the epoch of the events recorded from now on. */
  public void epoch(int epochOfEvents) {
    if (part != null) {
      epoch.set(Math.max(epochOfEvents, Stamp.NONE));
    }
  }

  /** The epoch of the events recorded now, for what will be recorded of it later. */
  public int epoch() {
    return epoch.get();
  }

  /** Records that nothing more comes for {@code step}. */
  public void stepComplete(long step) {
    stepComplete(step, epoch.get());
  }

  /** Records that nothing more comes for {@code step}, which was in an epoch that may be over. */
  public void stepComplete(long step, int epochOfStep) {
    try {
      JournalWriter to = journal;
      if (to != null && step >= 0 && part != null) {
        if (part.completesAlone(step)) {
          to.stepComplete(step, epochOfStep, timeOf(step));
        } else {
          part.complete(step, all -> to.stepComplete(all, epochOfStep, timeOf(all)));
        }
        current.seen(step + 1);
      }
    } catch (Throwable t) {
      failure("completing a step", t);
    }
  }

  /** Records the start of the run. */
  public void started(String experiment, String name, boolean resumed, String version) {
    record(
        "the start",
        () -> new RunStarted(stamp("", Stamp.NONE), experiment, name, resumed, version));
  }

  /** Records the end of the run. */
  public void ended(RunStatus status, String reason) {
    over = true;
    record("the end", () -> new RunEnded(stamp("", Stamp.NONE), status, reason));
  }

  /**
   * Counts a failure of Stepscope itself, and says it once per place. The training never sees it.
   */
  public void failure(String where, Throwable cause) {
    unsaidFailure(where, cause);
    sayFailures();
  }

  /**
   * Counts a failure of Stepscope itself where nothing may be said, as in the middle of a print;
   * {@link #sayFailures} says it later.
   */
  public void unsaidFailure(String where, Throwable cause) {
    failures.count(where, cause);
  }

  /** Says the failures that were only counted. */
  public void sayFailures() {
    failures.say();
  }

  /** Failures of Stepscope itself, per place. */
  public Map<String, Long> failures() {
    return failures.counts();
  }

  /**
   * Events per kind that are not in the journal, by the words of {@link EventKind#word}; only kinds
   * that lost some.
   */
  public Map<String, Long> lost() {
    Map<String, Long> lost = new TreeMap<>();
    JournalWriter from = journal;
    if (from != null) {
      for (EventKind kind : EventKind.values()) {
        if (from.lost(kind) > 0) {
          lost.put(kind.word(), from.lost(kind));
        }
      }
    }
    if (unrecorded.sum() > 0) {
      lost.put("unrecorded", unrecorded.sum());
    }
    return lost;
  }

  /** Where this recorder says things to people. */
  public Notices notices() {
    return notices;
  }

  private void record(String what, EventSource source) {
    try {
      JournalWriter to = journal;
      if (to == null) {
        unrecorded.increment();
      } else {
        to.append(source.make());
      }
    } catch (Throwable t) {
      failure("recording " + what, t);
    }
  }

  private int id(JournalWriter to, String name) {
    return to.nameId(mended(name));
  }

  private String mended(String given) {
    return names.of(given);
  }

  private long mendStep(String name, long step) {
    notices.once(
        "step",
        "step "
            + step
            + " of '"
            + SeriesNames.abbreviated(name)
            + "' is negative; recorded without a step");
    return Stamp.NONE;
  }

  private Stamp stamp(String name, long step) {
    return stamp(name, step, epoch.get());
  }

  private Stamp stamp(String name, long step, int epochOfStep) {
    long good = step >= Stamp.NONE ? step : mendStep(name, step);
    return new Stamp(run, rank, Stamp.UNSEQUENCED, good, epochOfStep, microsClock.getAsLong());
  }

  private long timeOf(long step) {
    StepTime time = stepTime.get();
    if (time.step != step || step < 0) {
      time.step = step;
      time.micros = microsClock.getAsLong();
      current.seen(step);
    }
    return time.micros;
  }

  /** The clock reading of a thread's current step. */
  private static final class StepTime {
    private long step = Long.MIN_VALUE;
    private long micros;
  }

  /** Makes an event inside the guard of {@link #record}. */
  private interface EventSource {
    Event make();
  }
}
