package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckpointTest {

  @Test
  void keepsEverything() throws UndeliveredException {
    RunState state = new RunState();
    state.runId = "abc";
    state.experimentId = "7";
    state.artifactUri = "mlflow-artifacts:/7/abc/artifacts";
    state.imageNames = ImageNames.PLUS;
    state.imagesLogged = true;
    state.latestSteps.put(3, 12L);
    state.files.put("stepscope/console.txt", new GrowingFiles.Growth(2, 345, 0xfedcba98L));
    state.histograms.put("weights/a \"b\"", 9L);
    state.params.put("lr", "0a1b2c3d");
    state.alerts.put("alert.NaN", 2L);
    state.tables.add("tables/z.json");
    state.tables.add("tables/a.json");
    state.renamed.add("a_b-12345678");

    String text = Checkpoint.of(state);

    assertThat(text).doesNotContain("\n");
    assertThat(Checkpoint.read(text)).usingRecursiveComparison().isEqualTo(state);
    assertThat(Checkpoint.read(text).tables).containsExactly("tables/z.json", "tables/a.json");
    assertThat(state.copy()).usingRecursiveComparison().isEqualTo(state);
  }

  @Test
  void refusesWhatItCannotRead() {
    for (String text : new String[] {"", "1 2 x", "{}", "{\"version\":2}"}) {
      assertThatThrownBy(() -> Checkpoint.read(text))
          .isInstanceOf(UndeliveredException.class)
          .hasMessageContaining("cursors/mlflow");
    }
  }
}
