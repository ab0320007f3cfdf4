package io.stepscope.djl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import io.stepscope.Run;
import io.stepscope.training.testkit.ControlContract;
import io.stepscope.training.testkit.SteeredTraining;
import org.junit.jupiter.api.BeforeEach;

/** The other engine that can train: its parameter server keeps weights of its own. */
class MxNetControlIT extends ControlContract {

  @BeforeEach
  void needsMxNet() {
    assumeTrue(
        Engine.hasEngine("MXNet"), "MXNet has natives for Linux on x86-64 only, in this build");
  }

  @Override
  protected SteeredTraining training(Run run) {
    return new ControlIT.Digital(run, "MXNet");
  }
}
