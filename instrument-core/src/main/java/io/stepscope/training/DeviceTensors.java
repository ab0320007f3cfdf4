package io.stepscope.training;

import io.stepscope.event.Params;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.NotReadyException;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.DeviceWork.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has devices count the tensors that lie on them, without waiting: all gradients of a look in one
 * go, all weights in another. A tensor that its device does not count, and the sum of a gradient
 * over several devices, is known by a sample; so are updates.
 *
 * <p>Not thread-safe; guarded by the session that owns it. Results come on another thread.
 */
final class DeviceTensors {

  private static final String WHERE = "counting tensors on a device";

  private final Recorder recorder;
  private final DeviceResults results;
  private final LongSupplier nanoTime;

  /** Used by whoever asks devices for results, one after the other. */
  private final HostStatistics statistics = new HostStatistics();

  private final Set<String> tagged = new HashSet<>();
  private final Map<Queue, List<Waiting>> waiting = new LinkedHashMap<>();
  private final Map<String, Before> before = new LinkedHashMap<>();

  /** Devices that are not ready to copy in the open step: they are not asked again in it. */
  private final Set<Accelerator> unready = Collections.newSetFromMap(new IdentityHashMap<>());

  /** How often a device refused something for good. */
  private int refused;

  private boolean leavesNothingOut;

  DeviceTensors(Recorder recorder, DeviceResults results, LongSupplier nanoTime) {
    this.recorder = recorder;
    this.results = results;
    this.nanoTime = nanoTime;
  }

  /** Whether every look that a device refuses is a failure to be said. */
  void leavesNothingOut(boolean nothing) {
    leavesNothingOut = nothing;
  }

  /**
   * Takes a gradient, in parts that sum up to it.
   *
   * @return whether the device was asked for anything; what waits for {@link #count} was not
   */
  boolean gradient(Look look, String parameter, TensorSeries series, List<DeviceTensor> parts) {
    DeviceWork work = new DeviceWork(look, Kind.GRADIENTS, parameter, series);
    look.begins(work);
    if (parts.size() == 1 && isCountable(parts.get(0))) {
      await(work, parts.get(0));
      return false;
    }
    return sample(work, parts);
  }

  /**
   * Takes the weights that a step begins with.
   *
   * @return whether the device was asked for anything; what waits for {@link #count} was not
   */
  boolean before(Look look, String parameter, TensorSeries series, DeviceTensor tensor) {
    DeviceWork work = new DeviceWork(look, Kind.WEIGHTS, parameter, series);
    Before replaced = before.remove(parameter);
    if (replaced != null) {
      unchanged(replaced);
    }
    if (isCountable(tensor)) {
      look.begins();
      await(work, tensor);
      return false;
    }
    return keep(work, tensor, false);
  }

  /** Keeps a sample of weights, to see how the step changes them. */
  private boolean keep(DeviceWork work, DeviceTensor tensor, boolean counted) {
    int before = refused;
    TensorSample sample = sampleOf(work.look(), tensor);
    if (!counted && sample != null) {
      // Weights that are not counted are known by the sample that is taken of them anyway.
      tag(work.kind().word(), sample, " where the device did not count");
    }
    this.before.put(work.parameter(), new Before(work, sample, counted));
    return sample != null || refused > before;
  }

  /**
   * Has all be counted that was taken since the last call, before anything changes it. What a
   * device is not ready to count is left out: a later look will see it.
   *
   * @return whether a device was asked for anything that it did, or refused to do
   */
  boolean count() {
    boolean any = false;
    for (Map.Entry<Queue, List<Waiting>> entry : waiting.entrySet()) {
      any |= count(entry.getKey(), entry.getValue());
    }
    waiting.clear();
    return any;
  }

  private boolean count(Queue queue, List<Waiting> works) {
    List<DeviceWork> counted = works.stream().map(Waiting::work).toList();
    Look look = counted.get(0).look();
    long from = nanoTime.getAsLong();
    Pending<List<Histogram>> pending;
    try {
      pending = begin(queue, works);
    } catch (NotReadyException e) {
      counted.forEach(work -> look.did());
      return false;
    } finally {
      look.took(nanoTime.getAsLong() - from);
    }
    if (pending == null) {
      works.forEach(this::refused);
    } else {
      results.add(look.step(), new DeviceCount(counted, pending, nanoTime));
      if (queue.kind == Kind.WEIGHTS) {
        works.forEach(one -> keep(one.work, one.tensor, true));
      }
    }
    return true;
  }

  /** Whether {@link #after} has something to compare with. */
  boolean knows(String parameter) {
    return before.containsKey(parameter);
  }

  /** Takes the weights after the step that began with those given to {@link #before}. */
  void after(String parameter, @Nullable DeviceTensor tensor) {
    Before kept = before.remove(parameter);
    if (kept == null) {
      return;
    }
    Look look = kept.work.look();
    TensorSample now = tensor == null || kept.sample == null ? null : sampleOf(look, tensor);
    if (kept.sample == null || now == null) {
      unchanged(kept);
    } else if (!now.matches(kept.sample)) {
      now.close(); // The parameter was given another shape: there is no update to speak of.
      unchanged(kept);
    } else {
      tag("updates", now, "");
      await(kept, kept.sample, now);
    }
  }

  /** The step is over. */
  void ended() {
    waiting.values().forEach(works -> works.forEach(one -> one.work.look().did()));
    waiting.clear();
    before.values().forEach(this::unchanged);
    before.clear();
    unready.clear();
  }

  private void unchanged(Before kept) {
    if (kept.sample != null) {
      if (kept.counted) {
        kept.sample.close();
      } else {
        await(kept, kept.sample, null);
      }
    }
  }

  private void await(Before kept, TensorSample from, @Nullable TensorSample to) {
    Look look = kept.work.look();
    look.begins();
    results.add(
        look.step(), new SampledWeights(kept.work, kept.counted, from, to, statistics, nanoTime));
  }

  private void await(DeviceWork work, DeviceTensor tensor) {
    waiting
        .computeIfAbsent(
            new Queue(tensor.device(), tensor.stream(), work.kind()), queue -> new ArrayList<>())
        .add(new Waiting(work, tensor));
  }

  private @Nullable Pending<List<Histogram>> begin(Queue queue, List<Waiting> works) {
    try {
      TensorStatistics device = queue.device.tensorStatistics().orElse(null);
      return device == null
          ? null
          : device.count(queue.stream, works.stream().map(one -> counted(one.tensor)).toList());
    } catch (NotReadyException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      failure(e);
      return null;
    }
  }

  private void refused(Waiting one) {
    if (one.work.kind() == Kind.GRADIENTS) {
      sample(one.work, List.of(one.tensor));
    } else {
      keep(one.work, one.tensor, false);
      one.work.look().did();
    }
  }

  private boolean sample(DeviceWork work, List<DeviceTensor> parts) {
    int before = refused;
    List<TensorSample> samples = new ArrayList<>(parts.size());
    for (DeviceTensor part : parts) {
      TensorSample sample = sampleOf(work.look(), part);
      if (sample == null || !sample.matches(samples.isEmpty() ? sample : samples.get(0))) {
        samples.forEach(TensorSample::close);
        if (sample != null) {
          sample.close();
        }
        work.look().did();
        return sample != null || !samples.isEmpty() || refused > before;
      }
      samples.add(sample);
    }
    tag(work.kind().word(), samples.get(0), " where the device did not count");
    results.add(work.look().step(), new SampledGradient(work, samples, statistics, nanoTime));
    return true;
  }

  private @Nullable TensorSample sampleOf(Look look, DeviceTensor tensor) {
    if (unready.contains(tensor.device())) {
      return null;
    }
    long from = nanoTime.getAsLong();
    try {
      DeviceMemory memory = tensor.device().memory().orElse(null);
      return memory == null ? null : TensorSample.begin(tensor, memory);
    } catch (NotReadyException e) {
      unready.add(tensor.device());
      return null;
    } catch (RuntimeException | LinkageError e) {
      failure(e);
      return null;
    } finally {
      look.took(nanoTime.getAsLong() - from);
    }
  }

  private void failure(Throwable cause) {
    refused++;
    if (leavesNothingOut) {
      recorder.failure(WHERE, cause);
    } else {
      recorder.unsaidFailure(WHERE, cause);
    }
  }

  /** Says once that histograms are not of all elements. */
  private void tag(String kind, TensorSample sample, String when) {
    if (!sample.isWhole() && tagged.add(kind)) {
      String what = "sample of " + TensorSample.MOST + when;
      recorder.params(Params.Group.TAGS, Map.of("histograms/" + kind, what));
    }
  }

  private static boolean isCountable(DeviceTensor tensor) {
    return element(tensor) != null && tensor.device().tensorStatistics().isPresent();
  }

  /** The tensor as it is counted; it must be countable. */
  static TensorStatistics.Tensor counted(DeviceTensor tensor) {
    return new TensorStatistics.Tensor(
        tensor.address(),
        tensor.count(),
        Objects.requireNonNull(element(tensor)),
        tensor.divisor());
  }

  /** What devices count; null for elements that they do not. */
  static TensorStatistics.@Nullable Element element(DeviceTensor tensor) {
    return switch (tensor.type()) {
      case FLOAT32 -> TensorStatistics.Element.FLOAT32;
      case FLOAT16 -> TensorStatistics.Element.FLOAT16;
      case BFLOAT16 -> TensorStatistics.Element.BFLOAT16;
      case FLOAT64 -> null;
    };
  }

  /** Tensors of one kind that one call may count. */
  private record Queue(Accelerator device, long stream, Kind kind) {}

  private record Waiting(DeviceWork work, DeviceTensor tensor) {}

  /** Weights that a step began with. */
  private static final class Before {
    private final DeviceWork work;
    private final @Nullable TensorSample sample;
    private final boolean counted;

    Before(DeviceWork work, @Nullable TensorSample sample, boolean counted) {
      this.work = work;
      this.sample = sample;
      this.counted = counted;
    }
  }
}
