package io.stepscope.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The largest tensors of a training by name and size, and how much there is in all. Adapters tell
 * of them when the training begins and when they look at tensors anyway. Holds no tensor.
 * Thread-safe.
 */
public final class KnownTensors {

  /** Of each kind so many are kept by name. */
  private static final int KEPT = 20;

  private final Map<Kind, Tensors> kinds = new EnumMap<>(Kind.class);

  KnownTensors() {}

  /** What a tensor is to a training. */
  public enum Kind {
    PARAMETER("parameters"),
    GRADIENT("gradients"),
    OPTIMIZER("optimizer state"),
    ACTIVATION("activations");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What people call several of them. */
    public String words() {
      return words;
    }
  }

  /**
   * A tensor.
   *
   * @param shape as the framework writes it, {@code (64, 10)}
   * @param type of its elements, {@code float32}
   * @param bytes its size
   */
  public record Tensor(String name, String shape, String type, long bytes) {}

  /**
   * The tensors of one kind.
   *
   * @param count how many there are
   * @param bytes their size, all together
   * @param largest the largest of them, from the largest on
   */
  record Tensors(long count, long bytes, List<Tensor> largest) {}

  /** There are these tensors of a kind now, whatever there were before. */
  public void are(Kind kind, List<Tensor> tensors) {
    long bytes = 0;
    for (Tensor tensor : tensors) {
      bytes += tensor.bytes();
    }
    List<Tensor> largest = new ArrayList<>(tensors);
    largest.sort(Comparator.comparingLong(Tensor::bytes).reversed());
    Tensors known =
        new Tensors(
            tensors.size(), bytes, List.copyOf(largest.subList(0, Math.min(KEPT, largest.size()))));
    synchronized (kinds) {
      kinds.put(kind, known);
    }
  }

  /** What is known of each kind. */
  Map<Kind, Tensors> all() {
    synchronized (kinds) {
      return new EnumMap<>(kinds);
    }
  }
}
