package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.testkit.ControlContract;
import io.stepscope.training.testkit.SteeredTraining;

class SequenceControlIT extends ControlContract {

  @Override
  protected SteeredTraining training(Run run) {
    return new SteeredNetwork(Kind.SEQUENCE, run);
  }
}
