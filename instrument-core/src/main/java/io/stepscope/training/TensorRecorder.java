package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.recorder.Recorder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the distributions and norms of gradients, weights and updates of one step.
 *
 * <p>An update is the weights after less the weights before, so weights are copied between the two
 * calls. A framework that updates parameter by parameter needs memory for one at a time.
 */
final class TensorRecorder {

  private final Recorder recorder;
  private final TensorStatistics statistics = new TensorStatistics();
  private final Map<String, TensorSeries> series = new HashMap<>();
  private final Map<String, WeightsBefore> before = new HashMap<>();
  private final long room;
  private long held;
  private @Nullable ByteBuffer spare;
  private double squaredGradients;
  private boolean anyGradient;

  /**
   * Records into {@code recorder}.
   *
   * @param room most bytes of weights to hold at once
   */
  TensorRecorder(Recorder recorder, long room) {
    this.recorder = recorder;
    this.room = room;
  }

  /** Records a gradient, summed over the devices that hold a part of it. */
  void gradient(String parameter, long step, List<TensorView> devices) {
    Histogram histogram = statistics.sum(devices.stream().map(TensorView::elements).toList());
    double norm = TensorStatistics.norm(histogram);
    recorder.histogram(of(parameter).gradients(), step, histogram);
    recorder.scalar(of(parameter).gradientNorm(), step, norm);
    squaredGradients += norm * norm;
    anyGradient = true;
  }

  /** Records weights; with {@code keep} until {@link #after}, to see how they change. */
  void weights(String parameter, long step, TensorView view, boolean keep) {
    Histogram histogram = statistics.of(view.elements());
    double norm = TensorStatistics.norm(histogram);
    recorder.histogram(of(parameter).weights(), step, histogram);
    recorder.scalar(of(parameter).weightNorm(), step, norm);
    if (keep) {
      keep(parameter, view, norm);
    }
  }

  /**
   * Records the update of a parameter whose weights before it are kept; otherwise nothing. Weights
   * that were all zero have no ratio.
   */
  void after(String parameter, long step, TensorView view) {
    WeightsBefore kept = before.remove(parameter);
    if (kept == null) {
      return;
    }
    held -= kept.bytes.remaining();
    spare = kept.bytes;
    if (kept.bytes.remaining() != view.bytes().remaining()) {
      return; // The parameter was given another shape: there is no update to speak of.
    }
    Histogram histogram =
        statistics.difference(view.elements(), Elements.of(kept.bytes, view.type(), kept.divisor));
    recorder.histogram(of(parameter).updates(), step, histogram);
    if (kept.norm != 0) {
      recorder.scalar(
          of(parameter).updateRatio(), step, TensorStatistics.norm(histogram) / kept.norm);
    }
  }

  /** Records what is known only when all gradients of the step were seen. */
  void ended(long step) {
    if (anyGradient) {
      recorder.scalar("gradients/norm", step, Math.sqrt(squaredGradients));
    }
    squaredGradients = 0;
    anyGradient = false;
    before.clear();
    held = 0;
  }

  private void keep(String parameter, TensorView view, double norm) {
    ByteBuffer bytes = view.bytes();
    int size = bytes.remaining();
    if (held + size > room) {
      recorder
          .notices()
          .once("updates", "records no updates of more than " + (room >> 20) + " MiB of weights");
    } else {
      ByteBuffer copy = spare;
      spare = null;
      if (copy == null || copy.capacity() < size) {
        copy = ByteBuffer.allocate(size);
      }
      copy.clear().put(bytes.duplicate()).flip();
      before.put(parameter, new WeightsBefore(copy, view.divisor(), norm));
      held += size;
    }
  }

  private TensorSeries of(String parameter) {
    return series.computeIfAbsent(parameter, TensorSeries::of);
  }

  /** A copy of weights, and their norm. */
  private record WeightsBefore(ByteBuffer bytes, float divisor, double norm) {}
}
