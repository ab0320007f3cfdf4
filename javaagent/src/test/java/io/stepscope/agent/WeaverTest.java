package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.recorder.Notices;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import org.junit.jupiter.api.Test;

class WeaverTest {

  private final List<String> said = new ArrayList<>();
  private final Notices notices = new Notices(said::add);
  private final Weaver weaver = new Weaver(notices, new FrameworkFit(notices));

  @Test
  void leavesAVersionAloneThatDoesNotFit() {
    byte[] other;
    try (DynamicType.Unloaded<?> made =
        new ByteBuddy().subclass(Object.class).name("ai.djl.training.Trainer").make()) {
      other = made.getBytes();
    }
    assertThat(weaver.transform(null, "ai/djl/training/Trainer", null, null, other)).isNull();
    assertThat(said)
        .containsExactly(
            "ai.djl.training.Trainer has no method"
                + " <init>(Lai/djl/Model;Lai/djl/training/TrainingConfig;)V in this version;"
                + " its training is not recorded by the agent");
  }

  @Test
  void leavesAClassAloneThatItCannotRead() {
    byte[] nonsense = {1, 2, 3};
    assertThat(weaver.transform(null, "ai/djl/training/Trainer", null, null, nonsense)).isNull();
    assertThat(said).hasSize(1);
  }
}
