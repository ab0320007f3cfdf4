package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.testkit.RecordingContract;
import io.stepscope.training.testkit.WitnessedTraining;
import org.jspecify.annotations.Nullable;

/** The contract for one kind of network. */
abstract class NetworkRecordingContract extends RecordingContract {

  private final Kind kind;

  NetworkRecordingContract(Kind kind) {
    this.kind = kind;
  }

  @Override
  protected WitnessedTraining training(@Nullable Run run) {
    return new WitnessedNetwork(kind, run);
  }
}
