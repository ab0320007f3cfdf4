package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  @Test
  void keepsTheWholeState() throws IOException {
    RunState state = new RunState();
    state.fileName = "events.out.tfevents.1795262400.otter.0.stepscope";
    state.offset = 1L << 40;
    state.startMicros = 1;
    state.latestStep = 2;
    state.paramsMicros = 3;
    state.params.put("ключ", "значение");
    state.params.put("n", 4L);
    state.params.put("x", 0.5);
    state.params.put("b", true);
    state.freeStep("notes", 7);
    state.stderr.add(5, "x".repeat(100_000));

    RunState read = Checkpoint.read(Checkpoint.of(state));

    assertThat(read).usingRecursiveComparison().ignoringFields("stdout", "stderr").isEqualTo(state);
    assertThat(read.params).containsExactlyEntriesOf(state.params);
    assertThat(read.stderr.text).hasToString(state.stderr.text.toString());
    assertThat(read.stderr.isFull()).isTrue();
    assertThat(Checkpoint.of(read)).isEqualTo(Checkpoint.of(state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "2 0 file AAAA", "1 0 file !!!", "1 0 file AAAA", "1 x file "})
  void refusesWhatItDidNotWrite(String text) {
    assertThatThrownBy(() -> Checkpoint.read(text)).isInstanceOf(UnusableCheckpointException.class);
  }
}
