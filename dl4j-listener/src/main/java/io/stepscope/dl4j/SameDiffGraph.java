package io.stepscope.dl4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;

/**
 * What the variables and operations of a training graph are for, by name. Holds nothing of the
 * graph itself.
 */
final class SameDiffGraph {

  private final Map<String, String> variables = new HashMap<>();
  private final Set<String> losses;
  private final Set<String> lossOps = new HashSet<>();
  private final Set<String> forward;
  private final boolean lossPruned;

  /**
   * Reads a graph.
   *
   * @param user as the program made it
   * @param training the one with the gradients, which SameDiff runs
   */
  SameDiffGraph(SameDiff user, SameDiff training) {
    forward = Set.copyOf(user.getOps().keySet());
    losses = Set.copyOf(user.getLossVariables());
    for (Variable variable : user.getVariables().values()) {
      SDVariable parameter = variable.getVariable();
      if (parameter.getVariableType() == VariableType.VARIABLE && parameter.dataType().isFPType()) {
        SDVariable gradient = training.getVariable(parameter.name()).getGradient();
        if (gradient != null) {
          variables.put(gradient.name(), parameter.name());
        }
      }
    }
    Set<String> needed = neededBy(variables.keySet(), training);
    boolean pruned = false;
    for (String loss : losses) {
      Variable variable = training.getVariables().get(loss);
      String op = variable == null ? null : variable.getOutputOfOp();
      if (op != null && !needed.contains(op)) {
        pruned = true;
        lossOps.add(op);
      }
    }
    lossPruned = pruned;
  }

  /** The parameter that {@code variable} is the gradient of; null when it is none. */
  @Nullable String parameterOf(String variable) {
    return variables.get(variable);
  }

  /** Names of the parameters that are trained. */
  Iterable<String> parameters() {
    return variables.values();
  }

  /** Names of the variables whose sum is minimized. */
  Set<String> losses() {
    return losses;
  }

  /** Whether the gradients can be calculated without calculating the loss. */
  boolean isLossPruned() {
    return lossPruned;
  }

  /** Whether an operation gives a loss that no gradient needs. */
  boolean isOnlyForLoss(String op) {
    return lossOps.contains(op);
  }

  /** Whether an operation is the program's own, and not one that calculates gradients. */
  boolean isForward(String op) {
    return forward.contains(op);
  }

  /** The operations that must run for {@code wanted} to be known. */
  private static Set<String> neededBy(Set<String> wanted, SameDiff graph) {
    Set<String> ops = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      Variable variable = graph.getVariables().get(open.remove());
      String name = variable == null ? null : variable.getOutputOfOp();
      SameDiffOp op = name == null ? null : graph.getOps().get(name);
      if (op != null && ops.add(name)) {
        addAll(open, op.getInputsToOp());
        addAll(open, op.getVarControlDeps());
      }
    }
    return ops;
  }

  private static void addAll(Deque<String> open, @Nullable List<String> names) {
    if (names != null) {
      open.addAll(names);
    }
  }
}
