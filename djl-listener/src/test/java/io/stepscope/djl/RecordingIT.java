package io.stepscope.djl;

import io.stepscope.Run;
import io.stepscope.training.testkit.RecordingContract;
import io.stepscope.training.testkit.WitnessedTraining;
import org.jspecify.annotations.Nullable;

class RecordingIT extends RecordingContract {

  @Override
  protected WitnessedTraining training(@Nullable Run run) {
    return new WitnessedDigits(run);
  }
}
