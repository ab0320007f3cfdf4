package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.TensorCopies.TensorCopy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the distributions and norms of gradients, weights and updates. Tensors are copied while
 * the training waits; {@link StatisticsThread} does the rest. What little there is to count is
 * counted at once, and so is what there is no room to copy: nothing is left out of a look.
 *
 * <p>An update is the weights after less the weights before, so the copy of the weights before is
 * kept until those after are known.
 *
 * <p>Not thread-safe; guarded by the session that owns it.
 */
final class TensorRecorder {

  /**
   * Elements worth handing over; a tensor, however small, costs as much as {@link #PER_TENSOR} of
   * them. Measured with 1 to 16 tensors of 10 to 100,000 elements: below, waking the thread takes
   * the training as long as counting (20 us); from there on it saves half of that and more.
   */
  private static final long HAND_OVER = 8_192;

  private static final long PER_TENSOR = 2_048;

  /** Trackers whose steps must rise wait for 64 steps: half of it is left to them. */
  static final long MOST_STEPS_BEHIND = 32;

  private static final long IDLE_MILLIS = 10_000;

  private final Recorder recorder;
  private final LongSupplier nanoTime;
  private final StepCompletions completions;
  private final DeviceResults devices;
  private final ChunkPool pool;
  private final TensorCopies copies;
  private final StatisticsThread thread;
  private final HostStatistics statistics = new HostStatistics();
  private final Map<String, TensorSeries> series = new HashMap<>();

  /** Made with the first tensor on a device. */
  private @Nullable DeviceTensors elsewhere;

  private final UnseenTensors unseen;
  private final LastCounts lastCounts;
  private boolean leavesNothingOut;
  private @Nullable Look open;
  private final Map<String, TensorCopy> before = new LinkedHashMap<>();
  private final List<TensorWork> heldBack = new ArrayList<>();
  private long heldBackCost;
  private boolean handedOver;

  /** Looks of steps that are over, oldest first, until their price is asked for. */
  private final ArrayDeque<Look> unfinished = new ArrayDeque<>();

  /**
   * Records into {@code recorder}.
   *
   * @param room most bytes of copies to hold at once
   */
  TensorRecorder(Recorder recorder, LongSupplier nanoTime, long room) {
    this(recorder, nanoTime, new ChunkPool(room), new StepCompletions(recorder));
  }

  private TensorRecorder(
      Recorder recorder, LongSupplier nanoTime, ChunkPool pool, StepCompletions completions) {
    this(
        recorder,
        nanoTime,
        pool,
        new StatisticsThread(recorder, nanoTime, pool::trim, IDLE_MILLIS),
        completions);
  }

  TensorRecorder(
      Recorder recorder, LongSupplier nanoTime, ChunkPool pool, StatisticsThread thread) {
    this(recorder, nanoTime, pool, thread, new StepCompletions(recorder));
  }

  private TensorRecorder(
      Recorder recorder,
      LongSupplier nanoTime,
      ChunkPool pool,
      StatisticsThread thread,
      StepCompletions completions) {
    this.recorder = recorder;
    this.nanoTime = nanoTime;
    this.completions = completions;
    this.devices = new DeviceResults(recorder, completions);
    this.pool = pool;
    this.copies = new TensorCopies(pool);
    this.thread = thread;
    unseen = new UnseenTensors(recorder);
    lastCounts = new LastCounts(recorder);
  }

  /** That of a worker that trains along. */
  TensorRecorder ofWorker(Recorder worker, long room) {
    return new TensorRecorder(worker, nanoTime, new ChunkPool(room), completions.ofWorker(worker));
  }

  /** Whether no look may pass, whatever it costs the training. */
  void leavesNothingOut(boolean nothing) {
    leavesNothingOut = nothing;
  }

  /** What devices will still tell of steps. */
  DeviceResults devices() {
    return devices;
  }

  /**
   * Records a gradient, summed over the devices that hold a part of it.
   *
   * @return false if it is left out, since the training would have to wait for a device or the
   *     device is not ready, or is only counted when all is {@link #shown}
   */
  boolean gradient(String parameter, long step, int epoch, List<TensorView> views) {
    if (views.stream().allMatch(view -> view.place() != null)) {
      List<DeviceTensor> places =
          views.stream().map(view -> Objects.requireNonNull(view.place())).toList();
      Look look = look(step, epoch);
      return saw(look, elsewhere().gradient(look, parameter, of(parameter), places));
    }
    if (!views.stream().allMatch(this::mayBeRead)) {
      unseen.passed(step);
      return false;
    }
    Look look = look(step, epoch);
    List<TensorCopy> copied = copy(views, look);
    List<Elements> parts =
        copied.isEmpty()
            ? views.stream().map(TensorView::elements).toList()
            : copied.stream().map(TensorCopy::elements).toList();
    begin(look, new GradientWork(look, of(parameter), parts, copied), !copied.isEmpty());
    return true;
  }

  /**
   * Records the weights that a step begins with, and keeps them to see how it changes them.
   *
   * @return false if they are left out, since the training would have to wait for a device or the
   *     device is not ready, or are only counted when all is {@link #shown}
   */
  boolean before(String parameter, long step, int epoch, TensorView view) {
    DeviceTensor place = view.place();
    if (place != null) {
      Look look = look(step, epoch);
      return saw(look, elsewhere().before(look, parameter, of(parameter), place));
    }
    if (!mayBeRead(view)) {
      unseen.passed(step);
      return false;
    }
    Look look = look(step, epoch);
    TensorCopy copied = copy(view, look);
    boolean more = true;
    while (copied == null && copies.couldHold(view) && more) {
      // When there is no more to wait for, the last of it may have ended since the last attempt.
      more = makeRoom();
      copied = copy(view, look);
    }
    if (copied == null) {
      String most = (pool.bytes() >> 20) + " MiB of weights";
      recorder.notices().once("updates", "records no updates of more than " + most);
      begin(look, new WeightsWork(look, of(parameter), view.elements(), null, List.of()), false);
    } else {
      TensorCopy replaced = before.put(parameter, copied);
      if (replaced != null) {
        begin(look, unchanged(look, parameter, replaced), true);
      }
    }
    return true;
  }

  /**
   * All that is to be seen of the open step before it changes has been shown.
   *
   * @return whether a device was asked for something and was ready for it
   */
  boolean shown() {
    Look look = open;
    return elsewhere != null && look != null && saw(look, elsewhere.count());
  }

  private static boolean saw(Look look, boolean anything) {
    if (anything) {
      look.saw();
    }
    return anything;
  }

  /** Records the update of a parameter whose weights before it are kept; otherwise nothing. */
  void after(String parameter, TensorView view) {
    if (elsewhere != null && elsewhere.knows(parameter)) {
      elsewhere.after(parameter, view.place());
      return;
    }
    TensorCopy kept = before.remove(parameter);
    Look look = open;
    if (kept == null || look == null) {
      return;
    }
    if (!kept.elements().match(view.elements())) {
      // The parameter was given another shape: there is no update to speak of.
      begin(look, unchanged(look, parameter, kept), true);
      return;
    }
    TensorCopy copied = copy(view, look);
    Elements now = copied == null ? view.elements() : copied.elements();
    List<TensorCopy> both = copied == null ? List.of(kept) : List.of(kept, copied);
    WeightsWork work = new WeightsWork(look, of(parameter), kept.elements(), now, both);
    begin(look, work, copied != null);
  }

  /** Records weights that no step changes any more. */
  void last(String parameter, long step, int epoch, TensorView view) {
    Look look = new Look(recorder, completions, step, epoch);
    DeviceTensor place = view.place();
    Histogram counted = place == null ? null : lastCounts.of(place);
    if (counted == null) {
      begin(look, new WeightsWork(look, of(parameter), view.elements(), null, List.of()), false);
    } else {
      new DeviceWork(look, DeviceWork.Kind.WEIGHTS, parameter, of(parameter)).record(counted, true);
    }
  }

  /** The step is over; {@code step} is its number. */
  void ended(long step) {
    Look look = open;
    if (look != null) {
      before.forEach((parameter, kept) -> begin(look, unchanged(look, parameter, kept), true));
      before.clear();
      if (elsewhere != null) {
        elsewhere.ended();
      }
      if (handedOver) {
        handOver();
      } else {
        heldBack.forEach(work -> work.run(statistics, nanoTime));
        forgetHeldBack();
      }
      copies.close();
      look.ended();
      unfinished.add(look);
      open = null;
      handedOver = false;
    }
    catchUp(step);
    devices.ended(step);
  }

  /** Records that nothing more comes for {@code step}, as soon as that is so. */
  void complete(long step, int epoch) {
    Look looked = null;
    for (Look look : unfinished) {
      if (look.step() == step) {
        looked = look;
      }
    }
    completions.nothingMore(step, epoch, looked);
  }

  /** Adds to the price of looking at the open step. */
  void took(long step, int epoch, long nanos) {
    Look look = look(step, epoch);
    look.saw();
    look.took(nanos);
  }

  /** Whether statistics of a step that is over are still to be computed. */
  boolean isBusy() {
    for (Look look : unfinished) {
      if (!look.isFinished()) {
        return true;
      }
    }
    return false;
  }

  /** Tells what the looks cost that finished since the last call, in nanoseconds. */
  void tellPrices(LongConsumer prices) {
    while (!unfinished.isEmpty() && unfinished.element().isFinished()) {
      Look look = unfinished.remove();
      if (look.isSeeing()) {
        prices.accept(look.nanos());
      }
    }
  }

  /**
   * Computes what is left, with the help of the calling thread, gives devices a moment, and gives
   * all memory back.
   *
   * @return how much devices did not tell
   */
  long end(long step) {
    ended(step);
    unseen.say();
    thread.end();
    thread.finish(statistics);
    long missed = devices.end();
    pool.close();
    return missed;
  }

  private Look look(long step, int epoch) {
    Look look = open;
    if (look == null) {
      look = new Look(recorder, completions, step, epoch);
      open = look;
    }
    return look;
  }

  /** Whether a tensor may be read here: if need be, the training waits for its device. */
  private boolean mayBeRead(TensorView view) {
    return view.isOnHost() || leavesNothingOut;
  }

  private DeviceTensors elsewhere() {
    DeviceTensors made = elsewhere;
    if (made == null) {
      made = new DeviceTensors(recorder, devices, nanoTime);
      made.leavesNothingOut(leavesNothingOut);
      elsewhere = made;
    }
    return made;
  }

  private @Nullable TensorCopy copy(TensorView view, Look look) {
    long from = nanoTime.getAsLong();
    TensorCopy copied = copies.of(view);
    look.took(nanoTime.getAsLong() - from);
    return copied;
  }

  /** Copies of all views, or of none. */
  private List<TensorCopy> copy(List<TensorView> views, Look look) {
    List<TensorCopy> all = new ArrayList<>(views.size());
    for (TensorView view : views) {
      TensorCopy copied = copy(view, look);
      if (copied == null) {
        all.forEach(TensorCopy::release);
        return List.of();
      }
      all.add(copied);
    }
    return all;
  }

  private WeightsWork unchanged(Look look, String parameter, TensorCopy kept) {
    return new WeightsWork(look, of(parameter), kept.elements(), null, List.of(kept));
  }

  private void begin(Look look, TensorWork work, boolean mayWait) {
    look.saw();
    if (work instanceof Normed gradient) {
      look.begins(gradient);
    } else {
      look.begins();
    }
    if (!mayWait) {
      work.run(statistics, nanoTime);
      return;
    }
    heldBack.add(work);
    heldBackCost += work.elements() + PER_TENSOR;
    if (heldBackCost >= HAND_OVER) {
      handOver();
    }
  }

  private void handOver() {
    if (heldBack.isEmpty()) {
      return;
    }
    boolean taken = thread.add(heldBack);
    forgetHeldBack();
    handedOver = true;
    while (!taken && thread.help(statistics)) {
      // There is no thread: all of it is done here.
    }
  }

  private void forgetHeldBack() {
    heldBack.clear();
    heldBackCost = 0;
  }

  /** Waits for a piece of work, or does one; false if there is none, so that all room is free. */
  private boolean makeRoom() {
    handOver();
    return thread.help(statistics) || thread.await();
  }

  /** Does what the thread has not come to for too many steps. */
  private void catchUp(long step) {
    for (Look look : unfinished) {
      if (step - look.step() < MOST_STEPS_BEHIND) {
        return;
      }
      while (thread.help(statistics, look.step())) {
        // Work waits in the order of the steps.
      }
    }
  }

  private TensorSeries of(String parameter) {
    return series.computeIfAbsent(parameter, TensorSeries::of);
  }
}
