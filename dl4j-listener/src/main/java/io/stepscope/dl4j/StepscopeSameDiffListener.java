package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.recorder.Notices;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.ListenerVariables;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Records a SameDiff training: every step's loss, learning rate, gradients, weights, updates and
 * times, and the results of validation.
 *
 * <pre>{@code
 * sameDiff.addListeners(new StepscopeSameDiffListener());
 * }</pre>
 *
 * <p>A run belongs to a SameDiff instance: it begins with its first step, spans all its calls of
 * {@code fit}, whether the listener was added to the instance or given to each call, and ends with
 * the process, with {@link Stepscope#finish Stepscope.finish(sameDiff)}, or when the program has
 * given the instance up and the garbage collector has taken it. The training is not changed: same
 * weights to the last bit, no exception, no array left behind.
 *
 * <p>The released SameDiff (1.0.0-M2.1) leaves the loss out of its training steps and reports 0.
 * The listener has the loss calculated within the step: {@code train/loss} is right, so is the loss
 * curve in the {@code History} that {@code fit} returns, and the run has the tag {@code train/loss:
 * evaluated}. {@link #repairLoss repairLoss(false)} leaves it out; then no {@code train/loss} is
 * recorded, and never a wrong one.
 *
 * <p>While it trains, users may pause it, change its learning rate, have a checkpoint written that
 * {@code SameDiff.load} reads, and stop it: then {@code fit} throws a {@link
 * TrainingStoppedException}.
 *
 * <p>Thread-safe. One listener may serve several instances; without a run of the user's own each
 * gets its own run.
 */
public final class StepscopeSameDiffListener extends BaseListener {

  private final @Nullable Run joined;
  private final ThreadLocal<Fit> fits = ThreadLocal.withInitial(Fit::new);
  private volatile @Nullable SameDiffObserver latest;
  private volatile SameDiffOptions options = SameDiffOptions.DEFAULT;

  /** Records each SameDiff instance as a run of its own, by the configuration of the process. */
  public StepscopeSameDiffListener() {
    joined = null;
  }

  /** Records trainings into {@code run}, one after the other; the caller ends it. */
  public StepscopeSameDiffListener(Run run) {
    joined = run;
  }

  /** Says how many epochs the training will have; the progress line then shows the time left. */
  public StepscopeSameDiffListener epochs(int count) {
    options = options.withEpochs(count);
    return this;
  }

  /**
   * Whether to time every operation: {@code time/layer/<operation>/forward} for those of the
   * program, {@code time/layer/<operation>/backward} for those that calculate gradients. Off by
   * default.
   */
  public StepscopeSameDiffListener opTimings(boolean on) {
    options = options.withOpTimings(on);
    return this;
  }

  /**
   * Whether to have SameDiff calculate a loss that it would leave out of its training steps. On by
   * default; it costs the operations between the network's output and the loss.
   */
  public StepscopeSameDiffListener repairLoss(boolean on) {
    options = options.withLossRepair(on);
    return this;
  }

  /** The run of the instance that trained last, for what only the program knows. */
  public Optional<Run> run() {
    return Optional.ofNullable(latest).map(SameDiffObserver::run);
  }

  @Override
  public boolean isActive(Operation operation) {
    return operation == Operation.TRAINING || operation == Operation.TRAINING_VALIDATION;
  }

  /** In validation the loss as well; in training nothing. */
  @Override
  public ListenerVariables requiredVariables(SameDiff sd) {
    try {
      List<String> losses = sd.getLossVariables();
      if (losses != null && losses.stream().allMatch(sd::hasVariable)) {
        return new ListenerVariables.Builder()
            .requireVariables(Operation.TRAINING_VALIDATION, losses.toArray(new String[0]))
            .build();
      }
    } catch (RuntimeException e) {
      cannotRecord(e);
    }
    return ListenerVariables.empty();
  }

  @Override
  public void operationStart(SameDiff sd, Operation op) {
    if (op == Operation.TRAINING) {
      fits.get().begins();
    }
  }

  @Override
  public void epochStart(SameDiff sd, At at) {
    // Its first epoch begins before an instance has trained, and so before it has a run.
    SameDiffObserver observer = observer(SameDiffObservers.find(sd), at);
    if (observer != null) {
      observer.epochBegins();
    }
  }

  @Override
  public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
    try {
      SameDiffObserver observer = fits.get().observer;
      if (observer == null || !observer.isOf(sd)) {
        observer = observer(SameDiffObservers.of(sd, at, joined, latest), at);
        latest = observer == null ? latest : observer;
      }
      if (observer != null && !observer.step().isOpen()) {
        observer.stepBegins(sd, data, etlTimeMs, options);
      }
    } catch (Throwable t) {
      cannotRecord(t);
    }
  }

  @Override
  public void preOpExecution(SameDiff sd, At at, SameDiffOp op, OpContext opContext) {
    SameDiffObserver observer = fits.get().observer;
    if (observer != null && observer.step().isTraining(sd)) {
      observer.step().opBegins(op);
    }
  }

  @Override
  public void opExecution(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, OpContext opContext, INDArray[] out) {
    SameDiffObserver observer = fits.get().observer;
    if (observer != null && observer.step().isTraining(sd)) {
      observer.step().opEnds(op);
    }
  }

  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, String varName, INDArray activation) {
    SameDiffObserver observer = fits.get().observer;
    if (observer == null) {
      return;
    }
    if (at.operation() == Operation.TRAINING_VALIDATION) {
      if (observer.isOf(sd)) {
        observer.validating(sd, batch, varName, activation);
      }
    } else if (observer.step().isTraining(sd)) {
      observer.step().valueIsThere(sd, varName, activation);
    }
  }

  @Override
  public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
    SameDiffObserver observer = fits.get().observer;
    if (observer != null && observer.step().isTraining(sd) && observer.step().isOpen()) {
      try {
        observer.stepEnds(at, loss);
      } catch (TrainingStoppedException stop) {
        fits.remove();
        Stepscope.finish(sd);
        throw stop;
      }
    }
  }

  @Override
  public ListenerResponse epochEnd(SameDiff sd, At at, LossCurve lossCurve, long epochTimeMillis) {
    SameDiffObserver observer = fits.get().observer;
    if (observer != null && observer.isOf(sd)) {
      observer.epochEnds();
    }
    return ListenerResponse.CONTINUE;
  }

  @Override
  public ListenerResponse validationDone(SameDiff sd, At at, long validationTimeMillis) {
    SameDiffObserver observer = fits.get().observer;
    if (observer != null && observer.isOf(sd)) {
      observer.validated();
    }
    return ListenerResponse.CONTINUE;
  }

  @Override
  public void operationEnd(SameDiff sd, Operation op) {
    SameDiffObserver observer = fits.get().observer;
    if (op == Operation.TRAINING && observer != null && observer.isOf(sd)) {
      observer.fitEnds();
      fits.remove();
    }
  }

  /** Takes part in this call of fit; null when there is nobody to take part for. */
  private @Nullable SameDiffObserver observer(@Nullable SameDiffObserver found, At at) {
    Fit fit = fits.get();
    if (found != null && fit.began) {
      fit.began = false;
      // Of several listeners the first is enough: all the others would count everything again.
      fit.observer = found.fitBegins(at) ? found : null;
    }
    return fit.observer;
  }

  private static void cannotRecord(Throwable cause) {
    Notices.onStandardError().say("cannot record this training (" + cause + "); it goes on");
  }

  /** What this listener has to do with the call of fit of a thread. */
  private static final class Fit {
    private @Nullable SameDiffObserver observer;
    private boolean began;

    void begins() {
      began = true;
      observer = null;
    }
  }
}
