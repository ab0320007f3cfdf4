package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Translates what happens in one SameDiff instance into a training session: its calls of fit, their
 * epochs and validations, and where its steps begin and end. Called on the thread that called fit;
 * nothing that goes wrong here reaches it. Does not keep the instance alive.
 */
final class SameDiffObserver {

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Run run;
  private final @Nullable Run joined;
  private final TrainingSession session;
  private final Guard guard;
  private final SameDiffStep step;
  private final SameDiffValidation validation;
  private final WeakReference<SameDiff> user;
  private final long firstStep;

  private WeakReference<At> fit = new WeakReference<>(null);
  private boolean fitBegan = true;
  private boolean epochEnded;
  private volatile boolean inFit;
  private volatile boolean over;
  private long waitingSince = UNKNOWN;

  /**
   * Observes.
   *
   * @param joined the run if it is the program's own, which ends it
   */
  SameDiffObserver(Run run, @Nullable Run joined, SameDiff user, long firstStep, int firstEpoch) {
    this.run = run;
    this.joined = joined;
    this.user = new WeakReference<>(user);
    this.firstStep = firstStep;
    OverheadGovernor governor =
        OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
    session =
        new TrainingSession(run.recorder(), governor, System::nanoTime, firstStep, firstEpoch);
    guard = new Guard(session, run.recorder());
    step = new SameDiffStep(run, session, guard, this.user);
    validation = new SameDiffValidation(run.recorder(), session);
    session.steeredBy(run.steering(), new SameDiffControl(this.user));
    if (joined == null) {
      run.onExit(this::exit);
    }
    run.beforeEnd(this::exit);
  }

  Run run() {
    return run;
  }

  @Nullable Run joined() {
    return joined;
  }

  long nextStep() {
    return session.step();
  }

  /** What happens within a step. */
  SameDiffStep step() {
    return step;
  }

  /** Whether {@code model} is what the program trains. */
  boolean isOf(SameDiff model) {
    return user.refersTo(model);
  }

  /** Whether {@code at} is the call of fit that goes on. */
  boolean isInFit(At at) {
    return fit.refersTo(at);
  }

  /**
   * A call of fit begins; a step that is open was given up.
   *
   * @param at what SameDiff keeps the place in, the same object for a whole call of fit
   * @return false when another listener has already told of this call
   */
  boolean fitBegins(At at) {
    if (isInFit(at)) {
      return false;
    }
    fit = new WeakReference<>(at);
    guard.run(
        "beginning to train",
        () -> {
          fitBegan = true;
          inFit = true;
          endEpoch();
          step.giveUp();
          session.resume();
          waitingSince = System.nanoTime();
        });
    return true;
  }

  /** A call of fit is over. */
  void fitEnds() {
    guard.run("ending to train", this::endEpoch);
    inFit = false;
  }

  /** An epoch begins. */
  void epochBegins() {
    guard.run("beginning an epoch", this::endEpoch);
    session.resume();
    waitingSince = System.nanoTime();
  }

  /** The steps of an epoch are over; its validation may follow. */
  void epochEnds() {
    epochEnded = true;
  }

  /** A variable has a value in a validation pass. */
  void validating(SameDiff model, MultiDataSet batch, String variable, INDArray value) {
    guard.run("validating", () -> validation.value(model, batch, variable, value));
  }

  /** A validation pass is over. */
  void validated() {
    guard.run("recording a validation", validation::done);
  }

  /**
   * A step begins.
   *
   * @param options of the listener that heard of it
   * @param waitedMillis what SameDiff says it waited for the batch
   */
  void stepBegins(SameDiff model, MultiDataSet batch, long waitedMillis, SameDiffOptions options) {
    long waited =
        waitingSince == UNKNOWN ? waitedMillis * 1_000_000 : System.nanoTime() - waitingSince;
    if (fitBegan) {
      fitBegan = false;
      guard.run("reading the graph", () -> step.readGraph(model));
    }
    step.begins(model, batch, waited, options);
  }

  /** A step is over. A user's stop is thrown here, and nothing else. */
  void stepEnds(At at, Loss reported) {
    step.ends(at, reported);
    Forsaken.look();
    session.steer();
    waitingSince = System.nanoTime();
  }

  /** Nothing comes any more: ends the run, unless the program does. */
  void end() {
    end(RunStatus.FINISHED, "");
  }

  /** Nobody can train the instance any more: ends the run, unless the program does. */
  void forsake() {
    if (inFit) {
      end(RunStatus.STOPPED, "the model was given up in the middle of fit");
    } else {
      end(RunStatus.FINISHED, "");
    }
  }

  private void end(RunStatus status, String reason) {
    endRecording();
    if (joined == null) {
      run.finish(status, reason);
    }
  }

  /** The process exits: says how the run ended. */
  private RunStatus exit() {
    if (inFit) {
      session.end(); // What is still being counted is not lost.
      return RunStatus.STOPPED;
    }
    endRecording();
    return RunStatus.FINISHED;
  }

  private void endRecording() {
    if (over) {
      return;
    }
    over = true;
    guard.run("ending the training", this::endEpoch);
    guard.run(
        "recording the last weights",
        () -> {
          SameDiff model = user.get();
          if (model != null && session.step() > firstStep && session.looksAtTensors()) {
            step.lastWeights(model);
          }
        });
    guard.run("ending a session", session::end);
  }

  private void endEpoch() {
    if (epochEnded) {
      epochEnded = false;
      validation.done();
      session.epochDone();
    }
  }
}
