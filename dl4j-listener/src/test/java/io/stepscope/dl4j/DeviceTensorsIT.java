package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.testkit.DeviceContract;
import io.stepscope.training.testkit.PretendDevice.Memory;
import io.stepscope.training.testkit.WitnessedTraining;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.nd4j.autodiff.samediff.SameDiff;

/** The contract for each kind of model. */
class DeviceTensorsIT {

  private static final Memory MEMORY = DeviceTensorsIT::bytes;

  /** The memory of the host at an address. */
  static ByteBuffer bytes(long address, long bytes) {
    return new BytePointer(new Address(address)).limit(bytes).asByteBuffer();
  }

  private static final class Address extends Pointer {
    Address(long at) {
      address = at;
    }
  }

  @Nested
  class Sequence extends OfNetworks {
    Sequence() {
      super(Kind.SEQUENCE);
    }
  }

  @Nested
  class Graph extends OfNetworks {
    Graph() {
      super(Kind.GRAPH);
    }
  }

  private abstract static class OfNetworks extends DeviceContract {
    private final Kind kind;

    OfNetworks(Kind kind) {
      this.kind = kind;
    }

    @Override
    protected WitnessedTraining training(@Nullable Run run) {
      return new WitnessedNetwork(kind, run);
    }

    @Override
    protected Memory memory() {
      return MEMORY;
    }

    @Override
    protected boolean hasLossesOnDevice() {
      return false;
    }
  }

  @Nested
  class OfSameDiff extends DeviceContract {

    @Override
    protected WitnessedTraining training(@Nullable Run run) {
      return new WitnessedGraph(run);
    }

    @Override
    protected Memory memory() {
      return MEMORY;
    }

    @Override
    protected boolean showsAllAtOnce() {
      return false;
    }

    @Override
    protected boolean witnessesLosses() {
      return false;
    }
  }

  /** A small graph. The released SameDiff tells no loss; the weights of a step stand in for it. */
  private static final class WitnessedGraph implements WitnessedTraining {
    private final SameDiff graph = SameDiffTraining.classifier();
    private final SameDiffWitness witness = new SameDiffWitness();
    private final List<Double> losses = new ArrayList<>();

    WitnessedGraph(@Nullable Run run) {
      graph.setListeners(witness);
      if (run != null) {
        graph.addListeners(new StepscopeSameDiffListener(run));
      }
    }

    @Override
    public int stepsPerEpoch() {
      return SameDiffTraining.BATCHES;
    }

    @Override
    public void train(int epochs) {
      graph.fit(SameDiffTraining.data(1), epochs);
      for (Map<String, float[]> weights : witness.weights) {
        losses.add((double) weights.values().stream().mapToInt(Arrays::hashCode).sum());
      }
    }

    @Override
    public void finish() {
      Stepscope.finish(graph);
    }

    @Override
    public List<Double> losses() {
      return losses;
    }

    @Override
    public List<Map<String, float[]>> gradients() {
      return witness.gradients;
    }

    @Override
    public List<Map<String, float[]>> weights() {
      return witness.weights;
    }

    @Override
    public Map<String, float[]> weightsNow() {
      return SameDiffTraining.weights(graph);
    }

    @Override
    public void close() {
      finish();
    }
  }
}
