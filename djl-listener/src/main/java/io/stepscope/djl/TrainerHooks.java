package io.stepscope.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.LocalParameterServer;
import ai.djl.training.ParameterServer;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.util.Pair;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts observers in front of a trainer's loss and parameter server, and takes them away again.
 *
 * <p>DJL keeps both in private fields. Where Java refuses the access (modules that are not open)
 * nothing is put in place, and the trainer is observed through its callbacks alone.
 */
final class TrainerHooks {

  private final Trainer trainer;
  private final @Nullable ObservedLoss loss;
  private final boolean ownLoss;
  private final @Nullable ParameterStore store;
  private final @Nullable ObservedParameterServer server;

  private TrainerHooks(Trainer trainer, LossObserver losses, UpdateObserver updates) {
    this.trainer = trainer;
    Loss present = trainer.getLoss();
    boolean prepared = present instanceof ObservedLoss given && !given.isObserved();
    ObservedLoss observed = prepared ? (ObservedLoss) present : new ObservedLoss(present);
    ownLoss = !prepared;
    loss = prepared || replaceLoss(trainer, present, observed) ? observed : null;
    observed.observedBy(losses);

    store =
        PrivateField.read(trainer, "parameterStore") instanceof ParameterStore found ? found : null;
    Object behind = PrivateField.read(store, "parameterServer");
    ObservedParameterServer front =
        behind instanceof ParameterServer found
            ? new ObservedParameterServer(found, updates)
            : null;
    boolean placed =
        store != null && front != null && PrivateField.write(store, "parameterServer", front);
    server = placed ? front : null;
  }

  /** Observes {@code trainer} as far as Java lets it. */
  static TrainerHooks install(Trainer trainer, LossObserver losses, UpdateObserver updates) {
    return new TrainerHooks(trainer, losses, updates);
  }

  /** Whether the losses given to backward are seen. */
  boolean seesLosses() {
    return loss != null;
  }

  /** Whether updates are seen. */
  boolean seesUpdates() {
    return server != null;
  }

  /** Where the trainer keeps the weights of each device; null when it cannot be reached. */
  @Nullable ParameterStore store() {
    return store;
  }

  /** The loss as the user made it. */
  Loss loss() {
    Loss present = loss == null ? trainer.getLoss() : loss;
    while (present instanceof ObservedLoss observed) {
      present = observed.loss();
    }
    return present;
  }

  /** The optimizer; null when it cannot be reached. */
  @Nullable Optimizer optimizer() {
    return optimizer(server);
  }

  /** The optimizer of a parameter server; null when it cannot be reached. */
  static @Nullable Optimizer optimizer(@Nullable Object server) {
    Object behind = server;
    while (behind instanceof ObservedParameterServer observed) {
      behind = observed.server();
    }
    Object direct = PrivateField.read(behind, "optimizer");
    Object called = PrivateField.read(PrivateField.read(behind, "callback"), "optimizer");
    if (direct instanceof Optimizer optimizer) {
      return optimizer;
    }
    return called instanceof Optimizer optimizer ? optimizer : null;
  }

  /** How many parameters a step updates; 0 when that cannot be known. */
  int updatedParameters() {
    return updatedIds().size();
  }

  /** The parameters that a step updates; none when that cannot be known. */
  Set<String> updatedIds() {
    Set<String> ids = new HashSet<>();
    if (PrivateField.read(store, "parameterMap") instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (PrivateField.read(entry.getValue(), "parameter") instanceof Parameter parameter
            && parameter.requiresGradient()) {
          ids.add(parameter.getId());
        }
      }
    }
    return ids;
  }

  /**
   * Lets a parameter server that keeps weights of its own, as MXNet's does, take over those that
   * are there now.
   *
   * @throws IllegalStateException if it is of a kind that the engine does not make
   */
  void renewServer(Engine engine, Optimizer optimizer, Block block) {
    if (server == null || server.server() instanceof LocalParameterServer) {
      return;
    }
    ParameterServer old = server.server();
    ParameterServer fresh = engine.newParameterServer(optimizer);
    if (fresh.getClass() != old.getClass()) {
      fresh.close();
      throw new IllegalStateException(
          "the parameter server " + old.getClass().getSimpleName() + " keeps its weights");
    }
    if (PrivateField.read(store, "parameterMap") instanceof Map<?, ?> map) {
      for (Pair<String, Parameter> pair : block.getParameters()) {
        String id = pair.getValue().getId();
        if (map.containsKey(id)) {
          fresh.init(id, new NDArray[] {pair.getValue().getArray()});
        }
      }
    }
    server.replace(fresh);
    old.close();
  }

  /** Puts everything back as it was, except what somebody else has replaced since. */
  void remove() {
    if (loss != null) {
      loss.observedBy(null);
      if (ownLoss && trainer.getLoss() == loss) {
        replaceLoss(trainer, loss, loss.loss());
      }
    }
    if (store != null && server != null && PrivateField.read(store, "parameterServer") == server) {
      PrivateField.write(store, "parameterServer", server.server());
    }
  }

  /** The loss is among the evaluators too, and DJL compares the two. */
  private static boolean replaceLoss(Trainer trainer, Loss from, Loss to) {
    if (!PrivateField.write(trainer, "loss", to)) {
      return false;
    }
    trainer.getEvaluators().replaceAll(evaluator -> evaluator == from ? to : evaluator);
    return true;
  }
}
