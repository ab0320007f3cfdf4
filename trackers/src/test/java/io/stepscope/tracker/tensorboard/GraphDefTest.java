package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphDefTest {

  @Test
  void readsShapes() {
    assertThat(GraphDef.outputShape("(-1, 16, 8, 8)")).contains(new long[] {-1, 16, 8, 8});
    assertThat(GraphDef.outputShape("(3,)")).contains(new long[] {3});
    assertThat(GraphDef.outputShape("()")).contains(new long[] {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "(a, b)", "[1, 2]", "(1 2)", "(99999999999999999999)"})
  void leavesOutWhatIsNoShape(String text) {
    assertThat(GraphDef.outputShape(text)).isEmpty();
  }
}
