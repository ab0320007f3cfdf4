package io.stepscope.dl4j;

import io.stepscope.memory.KnownTensors;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.MemoryAccount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells the run of a network what it has to know of memory before there is none: the arrays of the
 * training by name and size, which stay as they are from the first step on. Keeps none of them, and
 * makes none. Used by one thread at a time.
 */
final class NetworkMemory {

  private final MemoryAccount account;
  private boolean known;
  private boolean activationsKnown;

  NetworkMemory(MemoryAccount account) {
    this.account = account;
    Nd4jMemory.tell(account);
  }

  /** A step is over: now there are gradients, and whatever the updater keeps. */
  void stepEnded(@Nullable Network network) {
    if (known || network == null) {
      return;
    }
    known = true;
    KnownTensors tensors = account.tensors();
    List<Tensor> parameters = new ArrayList<>();
    network.model().paramTable().forEach((name, array) -> parameters.add(of(name, array)));
    tensors.are(Kind.PARAMETER, parameters);
    INDArray gradients = network.model().getGradientsViewArray();
    if (gradients != null) {
      tensors.are(Kind.GRADIENT, List.of(of("all of them in one", gradients)));
    }
    INDArray state = network.updaterState();
    if (state != null) {
      tensors.are(Kind.OPTIMIZER, List.of(of("all of it in one", state)));
    }
  }

  /** Layers gave these out; the first is the input. */
  void activations(@Nullable List<INDArray> layers) {
    if (layers != null && !activationsKnown) {
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 1; i < layers.size(); i++) {
        add(outputs, Integer.toString(i - 1), layers.get(i));
      }
      tell(outputs);
    }
  }

  /** Vertices of a graph gave these out. */
  void activations(@Nullable Map<String, INDArray> vertices) {
    if (vertices != null && !activationsKnown) {
      List<Tensor> outputs = new ArrayList<>();
      vertices.forEach((name, array) -> add(outputs, name, array));
      tell(outputs);
    }
  }

  private void tell(List<Tensor> outputs) {
    activationsKnown = true;
    account.tensors().are(Kind.ACTIVATION, outputs);
  }

  /** An exception passes by. */
  void thrown(Throwable cause) {
    var unused = account.ranOut(cause);
  }

  private static void add(List<Tensor> tensors, String name, @Nullable INDArray array) {
    if (array != null) {
      tensors.add(of(name, array));
    }
  }

  private static Tensor of(String name, INDArray array) {
    String shape =
        Arrays.stream(array.shape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "(", ")"));
    return new Tensor(
        name,
        shape,
        array.dataType().name().toLowerCase(Locale.ROOT),
        array.length() * array.dataType().width());
  }
}
