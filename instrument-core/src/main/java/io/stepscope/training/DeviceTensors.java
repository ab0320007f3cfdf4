package io.stepscope.training;

import io.stepscope.event.Params;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.DeviceWork.Kind;
import java.util.ArrayList;
import java.util.HashSet;
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

  /** Takes a gradient, in parts that sum up to it. */
  void gradient(Look look, String parameter, TensorSeries series, List<DeviceTensor> parts) {
    DeviceWork work = new DeviceWork(look, Kind.GRADIENTS, parameter, series);
    look.begins(work);
    if (parts.size() == 1 && isCountable(parts.get(0))) {
      await(work, parts.get(0));
    } else {
      sample(work, parts);
    }
  }

  /** Takes the weights that a step begins with. */
  void before(Look look, String parameter, TensorSeries series, DeviceTensor tensor) {
    DeviceWork work = new DeviceWork(look, Kind.WEIGHTS, parameter, series);
    TensorSample sample = sampleOf(look, tensor);
    Before replaced = before.put(parameter, new Before(work, sample));
    if (replaced != null) {
      unchanged(replaced);
    }
    if (isCountable(tensor)) {
      look.begins();
      await(work, tensor);
    } else {
      notCounted(work);
    }
  }

  /** Has all be counted that was taken since the last call, before anything changes it. */
  void count() {
    waiting.forEach(
        (queue, works) -> {
          List<DeviceWork> counted = works.stream().map(Waiting::work).toList();
          Look look = counted.get(0).look();
          long from = nanoTime.getAsLong();
          Pending<List<Histogram>> pending = begin(queue, works);
          if (pending != null) {
            results.add(look.step(), new DeviceCount(counted, pending, nanoTime));
          } else {
            works.forEach(this::refused);
          }
          look.took(nanoTime.getAsLong() - from);
        });
    waiting.clear();
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
    } catch (RuntimeException | LinkageError e) {
      failure(e);
      return null;
    }
  }

  private void refused(Waiting one) {
    if (one.work.kind() == Kind.GRADIENTS) {
      sample(one.work, List.of(one.tensor));
    } else {
      notCounted(one.work);
      one.work.look().did();
    }
  }

  /** Weights are known by the sample that is taken of them anyway. */
  private void notCounted(DeviceWork work) {
    Before kept = before.get(work.parameter());
    if (kept != null && kept.work == work) {
      kept.counted = false;
      if (kept.sample != null) {
        tag(work.kind().word(), kept.sample, " where the device did not count");
      }
    }
  }

  private void sample(DeviceWork work, List<DeviceTensor> parts) {
    List<TensorSample> samples = new ArrayList<>(parts.size());
    for (DeviceTensor part : parts) {
      TensorSample sample = sampleOf(work.look(), part);
      if (sample == null || !sample.matches(samples.isEmpty() ? sample : samples.get(0))) {
        samples.forEach(TensorSample::close);
        if (sample != null) {
          sample.close();
        }
        work.look().did();
        return;
      }
      samples.add(sample);
    }
    tag(work.kind().word(), samples.get(0), " where the device did not count");
    results.add(work.look().step(), new SampledGradient(work, samples, statistics, nanoTime));
  }

  private @Nullable TensorSample sampleOf(Look look, DeviceTensor tensor) {
    long from = nanoTime.getAsLong();
    try {
      DeviceMemory memory = tensor.device().memory().orElse(null);
      return memory == null ? null : TensorSample.begin(tensor, memory);
    } catch (RuntimeException | LinkageError e) {
      failure(e);
      return null;
    } finally {
      look.took(nanoTime.getAsLong() - from);
    }
  }

  private void failure(Throwable cause) {
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
    private boolean counted = true;

    Before(DeviceWork work, @Nullable TensorSample sample) {
      this.work = work;
      this.sample = sample;
    }
  }
}
