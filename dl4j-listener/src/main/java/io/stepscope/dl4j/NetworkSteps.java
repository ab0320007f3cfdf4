package io.stepscope.dl4j;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.evaluation.IEvaluation;

/** The steps of a network: what is recorded of each, and when. Guarded by the observer's lock. */
final class NetworkSteps {

  private final Recorder recorder;
  private final TrainingSession session;
  private final StepTensors tensors;
  private final NetworkClock clock;
  private final ThreadSteps threads;
  private final boolean ofCopies;
  private final List<IEvaluation<?>> waiting = new ArrayList<>();
  private volatile boolean open;
  private boolean evaluated;
  private boolean looking;
  private boolean batchSizeSaid;

  /**
   * Steps of the model itself, or of copies that are trained beside it.
   *
   * @param threads who trains
   * @param devices where tensors may lie
   */
  NetworkSteps(
      Recorder recorder,
      TrainingSession session,
      NetworkClock clock,
      ThreadSteps threads,
      Nd4jDevices devices,
      boolean ofCopies) {
    this.recorder = recorder;
    this.session = session;
    this.clock = clock;
    this.threads = threads;
    this.ofCopies = ofCopies;
    tensors = new StepTensors(session, recorder, devices);
  }

  /** Whether a step is between its gradients and its end. */
  boolean isOpen() {
    return open;
  }

  /** The agent: a forward pass begins. */
  void forwardBegins(Observed observed) {
    boolean first = isFirstEvaluation(observed);
    if (first) {
      keepInStep(observed);
    }
    clock.forwardBegins(first && session.wantsTensors());
  }

  /**
   * A forward pass is over.
   *
   * @param show shows what its layers gave out, if that is wanted
   */
  void forwardEnds(Observed observed, Consumer<TrainingSession> show) {
    threads.beginsHere();
    session.forgetActivations();
    if (isFirstEvaluation(observed)) {
      keepInStep(observed);
      if (session.wantsTensors()) {
        show.accept(session);
      }
    }
  }

  /** The gradients are there, and nothing has changed yet. */
  void gradients(Observed observed) {
    Network network = observed.network();
    if (network == null || !isFirstEvaluation(observed)) {
      return;
    }
    if (evaluated) {
      // The step before was given up, by an exception perhaps: what it has is not for this one.
      clock.givenUp();
      session.stepDone(System.nanoTime());
      keepInStep(observed);
    }
    evaluated = true;
    open = true;
    clock.recordPasses();
    loss(network);
    looking = session.wantsTensors();
    if (looking) {
      if (observed.isRegularized()) {
        recorder.scalar("train/regularization", session.step(), network.regularization());
      }
      tensors.before(network);
    }
  }

  /**
   * A step is over.
   *
   * @param now when its update was over
   * @param inEpoch whether its batch came from an iterator
   */
  void end(Observed observed, long now, boolean inEpoch, int iteration, int epoch) {
    Network network = observed.network();
    if (network == null) {
      return;
    }
    if (!evaluated) {
      loss(network); // An optimizer that tells nobody of its gradients.
    }
    clock.recordStep(now, inEpoch, network.isTruncated() ? -1 : network.waitedMillis());
    if (looking) {
      tensors.after(network);
    }
    observed.rates().record(network, session, recorder, iteration, epoch);
    session.stepDone(now);
    EvaluationResults.record(waiting, session, recorder);
    waiting.clear();
    evaluated = false;
    looking = false;
    open = false;
    observed.weightsMayHaveMoved(network);
  }

  /** The program evaluated the network, or a listener that is called before us. */
  void evaluated(IEvaluation<?>[] evaluations) {
    if (open) {
      waiting.addAll(Arrays.asList(evaluations)); // The step has ended but for us.
    } else {
      EvaluationResults.record(Arrays.asList(evaluations), session, recorder);
    }
  }

  /** Records the weights that the training ended with. */
  void lastWeights(Observed observed) {
    tensors.last(observed.weights());
  }

  /** Whether a pass may be the one that the open step is recorded with. */
  private boolean isFirstEvaluation(Observed observed) {
    return !evaluated || !observed.evaluatesOften();
  }

  private void keepInStep(Observed observed) {
    Network network = ofCopies ? observed.network() : null;
    if (network != null) {
      threads.keepInStep(network);
    }
  }

  private void loss(Network network) {
    int batch = network.model().batchSize();
    session.loss("", network.model().score(), batch);
    session.examples(batch);
    session.gradientsDone();
    if (!ofCopies && !batchSizeSaid) {
      batchSizeSaid = true;
      recorder.params(Params.Group.PARAMS, Map.of("batch_size", (long) batch));
    }
  }
}
