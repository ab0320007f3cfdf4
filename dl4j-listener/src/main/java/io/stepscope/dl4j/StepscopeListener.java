package io.stepscope.dl4j;

import io.stepscope.Run;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.callbacks.EvaluationCallback;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Records the training of a {@link MultiLayerNetwork} or a {@link ComputationGraph}: every step's
 * score, gradients, weights, updates, activations, learning rate and times.
 *
 * <pre>{@code
 * network.addListeners(new StepscopeListener());
 * }</pre>
 *
 * <p>A run belongs to a model and goes over all calls of {@code fit}; it ends with the process,
 * with {@link Stepscope#finish}, or when the program has given the model up and the garbage
 * collector has taken it. A model that is trained with the same listener is taken for a copy of the
 * first, and joins its run, if it has the same layers and, when it is first trained, the same
 * weights, or is trained by a thread of {@code ParallelWrapper}; another model gets a run of its
 * own. The training is not changed: same scores and weights to the last bit, no exception, no array
 * in a workspace.
 *
 * <ul>
 *   <li>{@code train/loss} is the score of the batch before the update, as the framework has it,
 *       with the regularization in it; {@code train/regularization} is that part alone, in steps
 *       whose tensors are looked at.
 *   <li>{@code gradients/…} are those of the mean over the batch, before clipping and
 *       regularization; the framework itself holds their sum.
 *   <li>{@code activations/…} are those of hidden layers: the framework tells no listener what the
 *       output layer gave out. {@code activations/dead/…} is the fraction of units that gave out
 *       exactly zero for the whole batch.
 *   <li>{@code time/data} is known in whole milliseconds, and only in {@code fit} with an iterator.
 *       {@code time/backward} includes the output layer and the loss; {@code time/forward} cannot
 *       be told by a listener: the java agent tells it.
 *   <li>A batch of sequences under truncated backpropagation is one step for each piece.
 *   <li>An optimizer that evaluates the network several times in a step (L-BFGS, line search) is
 *       recorded with its first evaluation: the score and gradient of the weights that the step
 *       began with.
 * </ul>
 *
 * <p>Users can steer the training between two steps: pause it, change the learning rate, reset it,
 * store the model, and stop it, which ends {@code fit} with a {@link TrainingStoppedException} and
 * the run as well. Copies that are trained at once are neither reset nor stopped.
 *
 * <p>Thread-safe. Copies that are trained at once, as by {@code ParallelWrapper}, are workers of
 * one run: the series of worker 0, the model itself, are named as always, those of the others lie
 * under {@code worker1/}, {@code worker2/}, ….
 *
 * <p>A listener that is serialized, as for workers in other processes or along with a model, takes
 * nothing with it but its settings: where it is read again, trainings are recorded into runs of
 * their own.
 */
public final class StepscopeListener implements TrainingListener, Serializable {

  private static final long serialVersionUID = 1;

  private final transient ModelRuns runs;
  private volatile int epochs = -1;

  /** Records each model into a run of its own, by the configuration of the process. */
  public StepscopeListener() {
    runs = new ModelRuns(null, () -> epochs);
  }

  /** Records models into {@code run}; the caller ends it. */
  public StepscopeListener(Run run) {
    runs = new ModelRuns(run, () -> epochs);
  }

  /**
   * Says how many epochs the training will have, which the framework tells no listener; the
   * progress line then shows the time left.
   */
  public StepscopeListener epochs(int count) {
    epochs = count;
    return this;
  }

  /** The run of the model that began last and goes on, for what only the program knows. */
  public Optional<Run> run() {
    return runs.latest().flatMap(run -> Optional.ofNullable(run.run()));
  }

  /**
   * Records results of an evaluation that the program made itself as {@code validate/<metric>} at
   * the last step, and confusion matrices as tables. The framework tells listeners nothing of
   * {@code evaluate}.
   *
   * @param evaluations of the model that began last; left as they are
   */
  public void evaluation(IEvaluation<?>... evaluations) {
    runs.latest().ifPresent(run -> run.evaluated(evaluations));
  }

  /**
   * Records what an {@link org.deeplearning4j.optimize.listeners.EvaluativeListener} finds, when
   * given to its {@code setCallback}.
   */
  public EvaluationCallback evaluationCallback() {
    return (listener, model, invocations, evaluations) ->
        runs.of(model).ifPresent(run -> run.evaluated(evaluations));
  }

  /** For the agent. */
  ModelRuns runs() {
    return runs;
  }

  @Override
  public void onEpochStart(Model model) {
    with(model, NetworkObserver::epochStarted);
  }

  @Override
  public void onForwardPass(Model model, @Nullable List<INDArray> activations) {
    with(model, observer -> observer.forward(activations));
  }

  @Override
  public void onForwardPass(Model model, @Nullable Map<String, INDArray> activations) {
    with(model, observer -> observer.forward(activations));
  }

  @Override
  public void onBackwardPass(Model model) {
    with(model, observer -> observer.clock().backwardSeen());
  }

  @Override
  public void onGradientCalculation(Model model) {
    with(model, NetworkObserver::gradientsReady);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    NetworkObserver observer = runs.observer(model);
    if (observer == null) {
      return;
    }
    observer.iterationDone(iteration, epoch);
    Forsaken.look();
    try {
      observer.steer();
    } catch (TrainingStoppedException e) {
      observer.leaves();
      runs.finish(model);
      throw e;
    }
  }

  @Override
  public void onEpochEnd(Model model) {
    with(model, NetworkObserver::epochEnded);
  }

  private void with(Model model, Consumer<NetworkObserver> what) {
    NetworkObserver observer = runs.observer(model);
    if (observer != null) {
      what.accept(observer);
    }
  }

  /** Runs, recorders and models stay where they are. */
  private Object readResolve() {
    return new StepscopeListener().epochs(epochs);
  }
}
