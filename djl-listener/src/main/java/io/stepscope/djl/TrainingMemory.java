package io.stepscope.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import io.stepscope.memory.KnownTensors;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.MemoryAccount;
import io.stepscope.memory.MemoryHolder;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the run of one training what it has to know of memory before there is none: the training's
 * arrays by name and size, and how many arrays DJL's managers hold. Keeps neither arrays nor
 * managers nor the training alive.
 *
 * <p>{@link #stepEnded} and {@link #ends} are called by one thread at a time.
 */
final class TrainingMemory {

  private final MemoryAccount account;
  private final ParameterNames names;
  private final WeakReference<NDManager> manager;
  private final WeakReference<@Nullable Optimizer> optimizer;
  private final ManagerTree tree = new ManagerTree();
  private boolean known;

  /** What managers held when the training ended: an exception may have closed them on its way. */
  private List<MemoryHolder> lastCounted = List.of();

  TrainingMemory(
      MemoryAccount account,
      NDManager manager,
      ParameterNames names,
      @Nullable Optimizer optimizer) {
    this.account = account;
    this.names = names;
    this.manager = new WeakReference<>(manager);
    this.optimizer = new WeakReference<>(optimizer);
    var unused = account.ask(this::count);
  }

  /** A step is over: now there are gradients, and whatever the optimizer keeps. */
  void stepEnded(long step, boolean looked) {
    if (known && !looked) {
      return;
    }
    KnownTensors tensors = account.tensors();
    tensors.are(Kind.PARAMETER, ArraySizes.ofParameters(names, false));
    tensors.are(Kind.GRADIENT, ArraySizes.ofParameters(names, true));
    tensors.are(Kind.OPTIMIZER, ArraySizes.ofState(optimizer.get(), names));
    NDManager present = manager.get();
    if (!known && present != null) {
      synchronized (tree) {
        tree.countFirst(present, step);
      }
    }
    known = true;
  }

  /** These came out of the blocks of the model. */
  void activations(List<Tensor> outputs) {
    account.tensors().are(Kind.ACTIVATION, outputs);
  }

  /** An exception passes by. */
  void thrown(Throwable cause) {
    var unused = account.ranOut(cause);
  }

  /** The training ends; its manager is still there. */
  void ends() {
    List<MemoryHolder> counted = count();
    synchronized (tree) {
      lastCounted = counted;
    }
  }

  private List<MemoryHolder> count() {
    synchronized (tree) {
      NDManager present = manager.get();
      return present == null || !present.isOpen() ? lastCounted : tree.count(present);
    }
  }
}
