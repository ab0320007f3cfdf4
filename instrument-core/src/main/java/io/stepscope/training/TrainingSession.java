package io.stepscope.training;

import io.stepscope.control.ControlPoints;
import io.stepscope.control.Steering;
import io.stepscope.event.Params;
import io.stepscope.probe.Accelerator;
import io.stepscope.recorder.Recorder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training as all frameworks have it: steps, phases, losses, metrics, epochs, tensors. Adapters
 * say what happened; what belongs to which step, and how often tensors are looked at, is decided
 * here.
 *
 * <p>A step is open from the end of the one before it until {@link #stepDone}. Its loss and metrics
 * are recorded by {@link #gradientsDone}, as early as they are known; all else when it ends.
 *
 * <p>Thread-safe: a framework may call for several devices from several threads, and a call waits
 * only for another call. Each call that may take time is enclosed by {@link #enter} and {@link
 * #leave}, so that the session knows what it costs.
 */
public final class TrainingSession {

  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Copies of tensors take at most this part of the heap. */
  private static final long SHARE_OF_HEAP = 8;

  private final Recorder recorder;
  private final OverheadGovernor governor;
  private final LongSupplier nanoTime;
  private final TensorRecorder tensors;
  private final DeviceTimes devices;
  private final LossTally losses;
  private final MetricTally metrics = new MetricTally();
  private final PhaseTally phases = new PhaseTally();
  private final ActivationTally activations = new ActivationTally();

  private long step;
  private int epoch;
  private long began = UNKNOWN;
  private long examples;
  private boolean looked;
  private long asked = UNKNOWN;
  private boolean wanted;
  private int depth;
  private long entered;

  /** The step that is over but may still get the results of a validation or an epoch. */
  private long ended = UNKNOWN;

  private int endedEpoch;

  private long baseNanos;
  private long lookNanos;
  private long activationNanos;
  private long saidInterval = -1;

  /** Plain: set before the first step, and a step without it is only not steered. */
  private @Nullable Steered steered;

  private boolean evaluatedSaid;
  private boolean over;

  /** Records into {@code recorder}; looks at tensors when {@code governor} says so. */
  public TrainingSession(Recorder recorder, OverheadGovernor governor) {
    this(recorder, governor, System::nanoTime, 0, 0);
  }

  /**
   * Continues a run.
   *
   * @param nanoTime the clock to measure with
   * @param firstStep number of the first step
   * @param firstEpoch number of the first epoch
   */
  public TrainingSession(
      Recorder recorder,
      OverheadGovernor governor,
      LongSupplier nanoTime,
      long firstStep,
      int firstEpoch) {
    this(
        recorder,
        governor,
        nanoTime,
        firstStep,
        firstEpoch,
        new TensorRecorder(recorder, nanoTime, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  TrainingSession(
      Recorder recorder,
      OverheadGovernor governor,
      LongSupplier nanoTime,
      long firstStep,
      int firstEpoch,
      TensorRecorder tensors) {
    this.recorder = recorder;
    this.governor = governor;
    this.nanoTime = nanoTime;
    this.tensors = tensors;
    tensors.leavesNothingOut(governor.leavesNothingOut());
    losses = new LossTally(recorder, tensors.devices());
    devices = new DeviceTimes(recorder, tensors.devices(), nanoTime);
    this.step = firstStep;
    this.epoch = firstEpoch;
    this.endedEpoch = firstEpoch;
    recorder.epoch(epoch);
    recorder.openStep(step);
  }

  /**
   * The session of a worker that trains along with this one, from its open epoch on: steps of this
   * one are not complete before devices have told what the worker did in them, as far as it has
   * ended them by then. To be ended before this one.
   *
   * @param labelled records for the worker
   * @param own says when to look at its tensors
   * @param firstStep number of its first step
   */
  public TrainingSession worker(Recorder labelled, OverheadGovernor own, long firstStep) {
    long room = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    return new TrainingSession(
        labelled, own, nanoTime, firstStep, epoch(), tensors.ofWorker(labelled, room));
  }

  /**
   * Numbers the open step, of which nothing is recorded yet: for workers that keep in step with
   * another session. A number below that of the open step is not taken.
   */
  public synchronized void skipTo(long number) {
    if (number > step) {
      step = number;
      recorder.openStep(step);
    }
  }

  /** Number of the open step: how many ended before it. */
  public synchronized long step() {
    return step;
  }

  /** Number of the current epoch. */
  public synchronized int epoch() {
    return epoch;
  }

  /** Starts the clock on work of our own. Calls may be nested. */
  public synchronized void enter() {
    if (depth++ == 0) {
      entered = nanoTime.getAsLong();
    }
  }

  /** Stops that clock. */
  public synchronized void leave() {
    if (--depth == 0) {
      baseNanos += nanoTime.getAsLong() - entered;
    }
  }

  /**
   * Adds the loss that was given to backward.
   *
   * @param device where it was calculated
   * @param count examples it is over; 0 when unknown
   */
  public synchronized void loss(String device, float value, long count) {
    losses.add(device, value, true, count);
  }

  /** Adds the loss that was given to backward, when it is not a single float. */
  public synchronized void loss(String device, double value, long count) {
    losses.add(device, value, false, count);
  }

  /**
   * Adds the loss that was given to backward and lies on a device: the sum of its elements. It is
   * copied behind the work that the device has, and recorded when it arrives; nobody waits.
   *
   * @return false if the device does not copy it: it is to be read in another way
   */
  public synchronized boolean loss(String device, DeviceTensor value, long count) {
    return losses.add(device, value, count);
  }

  /**
   * Says that the losses of the open step were evaluated again, and not those given to backward.
   */
  public synchronized void lossWasEvaluated() {
    losses.evaluated();
  }

  /** Forgets the losses of the open step: better ones follow. */
  public synchronized void forgetLoss() {
    losses.clear();
  }

  /**
   * Loss of the last step that ended, NaN when it had none; of losses that devices have not told
   * yet, the newest that is known.
   */
  public synchronized double lastLoss() {
    return losses.last();
  }

  /** Adds examples to the open step. */
  public synchronized void examples(long count) {
    examples += count;
  }

  /** Adds {@code train/<name>}; several values of a step are averaged by their weights. */
  public synchronized void metric(String name, float value, double weight) {
    metrics.add(name, value, weight);
  }

  /** Adds time to a phase of the open step. */
  public synchronized void phase(Phase phase, long nanos) {
    phases.add(phase, nanos);
  }

  /**
   * Times this training on its devices from now on, too.
   *
   * @param accelerators finds a device by its name, {@code gpu/0}; asked once a step
   * @param streams where the framework gives devices their work
   * @param budget share of the training's time that recording may take
   */
  public void timedOn(
      Function<String, Optional<Accelerator>> accelerators, DeviceStream streams, double budget) {
    devices.use(accelerators, streams, budget);
  }

  /**
   * What a device gets from now on is work of a phase of the open step. To be called on the thread
   * that gives it work, before the first of it.
   */
  public void deviceBegins(String device, Phase phase) {
    spent(devices.begins(device, phase));
  }

  /** The phase that the device works on is over, if there is one; to be called behind its work. */
  public void deviceEnds(String device) {
    spent(devices.ends(device));
  }

  /** A phase of the open step could not be followed on the devices. */
  public void deviceLoses(Phase phase) {
    devices.lose(phase);
  }

  /**
   * A layer begins on a device. Layers may lie within each other.
   *
   * @return what is to be given to {@link #deviceLayerEnds}; null when the layer is not timed there
   */
  public @Nullable DeviceSpan deviceLayerBegins(String device) {
    long from = nanoTime.getAsLong();
    DeviceSpan span = devices.layerBegins(device);
    spent(span == null ? 0 : nanoTime.getAsLong() - from);
    return span;
  }

  /** It is over. */
  public void deviceLayerEnds(String device, DeviceSpan span) {
    long from = nanoTime.getAsLong();
    devices.layerEnds(device, span);
    spent(nanoTime.getAsLong() - from);
  }

  /** What devices got in the open step so far was given up; the step begins again. */
  public void deviceForgets() {
    devices.restart();
  }

  private void spent(long nanos) {
    if (nanos > 0) {
      synchronized (this) {
        baseNanos += depth == 0 ? nanos : 0;
      }
    }
  }

  /** Records what is known once backward is over: the loss and the metrics of the open step. */
  public synchronized void gradientsDone() {
    completeEnded();
    losses.record(step);
    if (losses.isEvaluated() && !evaluatedSaid) {
      evaluatedSaid = true;
      recorder.params(Params.Group.TAGS, Map.of("train/loss", "evaluated"));
    }
    metrics.record(recorder, step);
    activations.record(recorder, step);
  }

  /** Records the learning rate of the open step. */
  public synchronized void learningRate(float rate) {
    recorder.scalar("train/learning_rate", step, rate);
  }

  /** Records the learning rate of the open step, when it is not a single float. */
  public synchronized void learningRate(double rate) {
    recorder.scalar("train/learning_rate", step, rate);
  }

  /** Whether tensors are looked at at all. */
  public synchronized boolean looksAtTensors() {
    return governor.enabled();
  }

  /** Whether to look at the tensors of the open step; the same answer until its end. */
  public synchronized boolean wantsTensors() {
    if (over) {
      return false;
    }
    if (asked != step) {
      asked = step;
      boolean busy = tensors.isBusy();
      tensors.tellPrices(governor::priced);
      wanted = governor.wants(step, busy);
    }
    return wanted;
  }

  /**
   * Whether what lies on a device may be copied to the host, for which the training waits: only
   * when it was asked for a look every so many steps, whatever that costs.
   */
  public boolean mayWaitForDevices() {
    return governor.leavesNothingOut();
  }

  /** Takes what a layer gave out in a forward pass that is recorded when it is trained upon. */
  public synchronized void activation(String layer, ActivationView view) {
    long from = nanoTime.getAsLong();
    activations.add(layer, view);
    looked(from, true);
    activationNanos += nanoTime.getAsLong() - from;
  }

  /** Forgets the activations since the last step: another forward pass begins. */
  public synchronized void forgetActivations() {
    activations.clear();
  }

  /**
   * Records how long layers took in the open step.
   *
   * @param nanosBySeries nanoseconds by the name of their series, {@code time/layer/…}
   * @param cost what finding that out has cost the training, in nanoseconds; it counts for the
   *     budget as looking at tensors does
   */
  public synchronized void layers(Map<String, Long> nanosBySeries, long cost) {
    long from = nanoTime.getAsLong();
    nanosBySeries.forEach((series, nanos) -> recorder.timing(series, step, nanos));
    looked(from, true);
    activationNanos += cost + nanoTime.getAsLong() - from;
  }

  /**
   * Records the gradient of a parameter; one view for each device that holds a part of the sum.
   *
   * <p>This and the next two copy what they are given, as a rule, and leave the rest to a thread of
   * the session; {@link #end} waits for it.
   */
  public synchronized void gradient(String parameter, List<TensorView> devices) {
    long from = nanoTime.getAsLong();
    looked(from, tensors.gradient(parameter, step, epoch, devices));
  }

  /** Records the weights that the open step began with. */
  public synchronized void weightsBefore(String parameter, TensorView weights) {
    long from = nanoTime.getAsLong();
    looked(from, tensors.before(parameter, step, epoch, weights));
  }

  /**
   * Says that what is to be seen of gradients and weights before they change was shown. Those on a
   * device are counted now, behind the work that it has and before what comes next; until then
   * their memory must be as it was.
   */
  public synchronized void tensorsShown() {
    long from = nanoTime.getAsLong();
    looked(from, tensors.shown());
  }

  /** Records how the open step changed the weights given to {@link #weightsBefore}. */
  public synchronized void weightsAfter(String parameter, TensorView weights) {
    long from = nanoTime.getAsLong();
    tensors.after(parameter, weights);
    looked(from, false);
  }

  /** Records the weights that the training ended with. */
  public synchronized void finalWeights(String parameter, TensorView weights) {
    tensors.last(parameter, step, epoch, weights);
  }

  /**
   * Ends the open step.
   *
   * @param at when its update was over, as the clock of this session tells
   */
  public synchronized void stepDone(long at) {
    long total = began == UNKNOWN ? -1 : at - began;
    if (total > 0) {
      recorder.timing("time/step", step, total);
      long seen = examples > 0 ? examples : losses.examples();
      if (seen > 0) {
        recorder.scalar("train/examples_per_second", step, seen * 1e9 / total);
      }
    }
    phases.record(recorder, step);
    long from = nanoTime.getAsLong();
    if (activationNanos > 0) {
      tensors.took(step, epoch, activationNanos);
      activationNanos = 0;
    }
    tensors.ended(step);
    long now = nanoTime.getAsLong();
    lookNanos += now - from;
    if (depth > 0) {
      baseNanos += now - entered;
      entered = now;
    }
    devices.stepEnds(step, epoch, total);
    governor.ended(
        step, total < 0 ? -1 : Math.max(0, total - baseNanos), baseNanos - lookNanos, looked);
    tensors.tellPrices(governor::priced);
    if (governor.enabled() && governor.interval() != saidInterval) {
      saidInterval = governor.interval();
      recorder.scalar("stepscope/histogram_interval", step, (double) saidInterval);
    }
    ended = step;
    endedEpoch = epoch;
    losses.next(step);
    step++;
    recorder.openStep(step);
    began = at;
    examples = 0;
    looked = false;
    baseNanos = 0;
    lookNanos = 0;
  }

  /**
   * Lets users steer this training from now on. Then {@link #steer} is to be called after each
   * step.
   *
   * @param steering the run's
   * @param points where the framework lets itself be steered
   */
  public void steeredBy(Steering steering, ControlPoints points) {
    steered = new Steered(steering, points);
    steering.attach(step(), points);
  }

  /**
   * Applies what users commanded, and waits while the run is paused; the time does not count. To be
   * called on the training thread when a step has ended and before anything of the next one,
   * without a lock, outside {@link #enter} and {@link #leave}, and outside whatever catches
   * exceptions: a user's stop is thrown here, and nothing else. When there is nothing to do it
   * costs one volatile read.
   *
   * @return whether there was something to do: time has passed that was no training
   */
  public boolean steer() {
    Steered by = steered;
    if (by == null || by.steering().isQuiet()) {
      return false;
    }
    boolean stop = by.steering().atBoundary(step(), by.points());
    resume();
    if (stop) {
      throw by.points().stop(by.steering().stopReason().orElse("stopped"));
    }
    return true;
  }

  /** Leaves out the time since the last step: something else than training went on. */
  public synchronized void resume() {
    devices.forget();
    began = nanoTime.getAsLong();
  }

  /** Records {@code train/epoch/<name>} at the last step that ended. */
  public synchronized void epochMetric(String name, float value) {
    recorder.scalar("train/epoch/" + name, step - 1, value);
  }

  /** Records {@code validate/<name>} at the last step that ended. */
  public synchronized void validation(String name, float value) {
    recorder.scalar("validate/" + name, step - 1, endedEpoch, value);
  }

  /** Records {@code validate/<name>}, when the value is not a single float. */
  public synchronized void validation(String name, double value) {
    recorder.scalar("validate/" + name, step - 1, endedEpoch, value);
  }

  /** Ends the epoch. */
  public synchronized void epochDone() {
    losses.epochDone(step - 1);
    epoch++;
    recorder.epoch(epoch);
  }

  /**
   * Records the statistics that are left, computing them with the calling thread's help, and how
   * often tensors were looked at; tensors are not looked at after it. Only the first call counts.
   */
  public void end() {
    complete();
    recorder.trainingOver();
    Steered by = takeSteered();
    if (by != null) {
      by.steering().detach(step());
    }
  }

  /** Lets go of what steers and, with it, of the framework's trainer. */
  private synchronized @Nullable Steered takeSteered() {
    Steered by = steered;
    steered = null;
    return by;
  }

  private synchronized void complete() {
    if (over) {
      return;
    }
    over = true;
    losses.clear(); // Of a step that did not end: devices may hold something for it.
    devices.end();
    long missed = tensors.end(step);
    if (missed > 0) {
      recorder.scalar("stepscope/device_results_missed", step - 1, (double) missed);
    }
    if (governor.enabled() && governor.looks() + governor.skipped() > 0) {
      recorder.scalar("stepscope/histogram_steps", step - 1, (double) governor.looks());
      recorder.scalar("stepscope/histogram_steps_skipped", step - 1, (double) governor.skipped());
      if (governor.putOff() > 0) {
        recorder.scalar("stepscope/histogram_steps_put_off", step - 1, (double) governor.putOff());
      }
    }
    completeEnded();
  }

  private void completeEnded() {
    if (ended != UNKNOWN) {
      tensors.complete(ended, endedEpoch);
      ended = UNKNOWN;
    }
  }

  private void looked(long from, boolean seen) {
    looked |= seen;
    lookNanos += nanoTime.getAsLong() - from;
  }

  /** What steers, and where. Its fields are final, so it may be handed over without a lock. */
  private record Steered(Steering steering, ControlPoints points) {}
}
