package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.recorder.Notices;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records a DJL training: every step's loss, metrics, learning rate, gradients, weights, updates
 * and times.
 *
 * <pre>{@code
 * new DefaultTrainingConfig(loss).addTrainingListeners(new StepscopeListener());
 * }</pre>
 *
 * <p>A run goes from the construction of a {@link Trainer} to its close. The order among listeners
 * does not matter, and the training is not changed: same losses to the last bit, no exception, no
 * array left behind. While it goes on, {@link Trainer#getLoss} is a loss that passes everything on
 * to the one configured; a program that needs the object itself keeps it, or configures {@link
 * #observe observe(loss)}.
 *
 * <p>Loops written by hand are recorded as well: steps are told by {@code trainer.step()}, and
 * losses by {@code trainer.getLoss().evaluate(…)}. Loops that calculate the loss in another way
 * give it to {@link #loss}. Epochs, evaluators and validation need {@code trainer.notifyListeners},
 * as in {@code EasyTrain}.
 *
 * <p>Where Java refuses access to the trainer's private fields (modules that are not open), a step
 * is a call of {@code onTrainingBatch}, and the loss is evaluated once more unless {@link #observe}
 * or {@link #loss} is used; the run then has the tag {@code train/loss: evaluated}.
 *
 * <p>Thread-safe. One listener may serve several trainers, one after the other or at once; without
 * a run of the user's own each gets its own run.
 */
public final class StepscopeListener implements TrainingListener {

  private final @Nullable Run joined;
  private final Map<Trainer, Recording> recordings =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final AtomicReference<@Nullable Recording> latest = new AtomicReference<>();
  private volatile long nextStep;
  private volatile int nextEpoch;
  private volatile int epochs = -1;
  private volatile boolean watched;

  /** Records each training as a run of its own, by the configuration of the process. */
  public StepscopeListener() {
    joined = null;
  }

  /** Records trainings into {@code run}, one after the other; the caller ends it. */
  public StepscopeListener(Run run) {
    joined = run;
  }

  /**
   * Says how many epochs the training will have, which DJL tells no listener; the progress line
   * then shows the time left.
   */
  public StepscopeListener epochs(int count) {
    epochs = count;
    return this;
  }

  /**
   * A loss that does what {@code loss} does and lets the listener see its value, without access to
   * private fields. For the training configuration; also for the loop itself, if that evaluates the
   * loss without asking the trainer for it.
   */
  public static Loss observe(Loss loss) {
    return new ObservedLoss(loss);
  }

  /**
   * Says which array is given to {@code GradientCollector.backward}, in loops that calculate the
   * loss themselves. Call it before the array is closed, once for each call of backward. From the
   * first call on, no loss is taken from anywhere else.
   */
  public void loss(NDArray loss) {
    Recording recording = latest.get();
    if (recording != null) {
      recording.observer.explicitLoss(loss);
    }
  }

  /** The run of the training that began last and goes on, for what only the program knows. */
  public Optional<Run> run() {
    return Optional.ofNullable(latest.get()).map(Recording::run);
  }

  /** The java agent will tell of the trainers to come what listeners do not hear. */
  void watched() {
    watched = true;
  }

  /**
   * Where the java agent tells it; null for a trainer that is not recorded, or not for the agent.
   */
  @Nullable TrainerWatch watch(Trainer trainer) {
    Recording recording = recordings.get(trainer);
    return recording == null ? null : recording.observer.watch();
  }

  @Override
  public void onTrainingBegin(Trainer trainer) {
    try {
      Run run = joined == null ? Run.builder().startForgiving() : joined;
      TrainerObserver observer =
          new TrainerObserver(
              run,
              trainer,
              this,
              Math.max(nextStep, run.nextStep()),
              nextEpoch,
              () -> epochs,
              watched);
      Recording recording = new Recording(run, observer);
      recordings.put(trainer, recording);
      latest.set(recording);
    } catch (Throwable t) {
      Notices.onStandardError().say("cannot record this training (" + t + "); it goes on");
    }
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    with(trainer, observer -> observer.trainingBatch(batchData));
  }

  @Override
  public void onValidationBatch(Trainer trainer, BatchData batchData) {
    with(trainer, observer -> observer.validationBatch(batchData));
  }

  @Override
  public void onEpoch(Trainer trainer) {
    with(trainer, TrainerObserver::epoch);
  }

  @Override
  public void onTrainingEnd(Trainer trainer) {
    Recording recording = recordings.remove(trainer);
    if (recording != null) {
      recording.observer.trainingEnd();
      TrainerWatch watch = recording.observer.watch();
      if (joined == null && watch != null && watch.isLeft()) {
        recording.run.leave(watch.reason());
      } else if (joined == null) {
        recording.run.finish(RunStatus.FINISHED, "");
      } else {
        nextStep = recording.observer.nextStep();
        nextEpoch = recording.observer.nextEpoch();
      }
      latest.compareAndSet(recording, null);
    }
  }

  private void with(Trainer trainer, Consumer<TrainerObserver> what) {
    Recording recording = recordings.get(trainer);
    if (recording != null) {
      what.accept(recording.observer);
    }
  }

  /** A training and the run it goes into. */
  private record Recording(Run run, TrainerObserver observer) {}
}
