package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTrackerTest {
  private final Recorded run = new Recorded().started(false);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void beginsAFileWithItsVersionAndTheStartOfASession() throws IOException {
    Delivery.of(run, folder);

    Path file = EventFiles.in(folder).get(0);
    List<ProtoMessage> events = EventFiles.read(file);
    assertThat(file)
        .hasFileName("events.out.tfevents.1795262400.20261121-120000-otter.0.stepscope");
    assertThat(events.get(0).only(1, 2, 3, 10).string(3)).isEqualTo("brain.Event:2");
    assertThat(events.get(0).float64(1)).isEqualTo(1_795_262_400.001);
    assertThat(events.get(1).only(1, 2, 7).message(7).only(1).int64(1)).isEqualTo(1);
  }

  @Test
  void keepsScalarsWithStepAndTime() throws IOException {
    run.scalar("потеря 🚀", 0, 0.1).scalar("потеря 🚀", 1, Double.NaN).scalar("x", 1, 1e300);
    deliver();

    assertThat(values("потеря 🚀"))
        .extracting(EventFiles.Value::step, EventFiles.Value::time, EventFiles.Value::scalar)
        .containsExactly(
            tuple(0L, 1_795_262_400.002, 0.1f), tuple(1L, 1_795_262_400.003, Float.NaN));
    assertThat(values("x").get(0).scalar()).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void showsAScalarWithoutAStepAtTheLatestStep() throws IOException {
    run.scalar("system/load", -1, 1).scalar("loss", 7, 1).scalar("system/load", -1, 2);
    deliver();

    assertThat(values("system/load")).extracting(EventFiles.Value::step).containsExactly(0L, 7L);
  }

  @Test
  void givesTimingsInSeconds() throws IOException {
    run.timing("time/forward", 3, 3_900_000);
    deliver();

    assertThat(values("time/forward").get(0).scalar()).isEqualTo(0.0039f);
  }

  @Test
  void givesHistogramsWithTheirStatistics() throws IOException {
    run.histogram("weights/0_W", 3, Recorded.HISTOGRAM);
    deliver();

    ProtoMessage histogram = values("weights/0_W").get(0).message().only(1, 5).message(5);
    histogram.only(1, 2, 3, 4, 5, 6, 7);
    assertThat(histogram.float64(1)).isEqualTo(-2);
    assertThat(histogram.float64(2)).isEqualTo(5);
    assertThat(histogram.float64(3)).isEqualTo(6);
    assertThat(histogram.float64(4)).isZero();
    assertThat(histogram.float64(5)).isEqualTo(33.5);
    assertThat(histogram.packedDoubles(6)).hasSize(7).isSorted();
    assertThat(histogram.packedDoubles(7)).containsExactly(1, 0, 2, 0, 2, 0, 1);
  }

  @Test
  void countsNumbersThatAreNotFiniteBesideTheHistogram() throws IOException {
    float[] none = {Float.NaN, Float.NaN, Float.NEGATIVE_INFINITY};
    run.histogram("h", 3, new HistogramBuilder().add(none, 0, 3).build());
    run.histogram("h", 4, new HistogramBuilder().add(new float[] {1}, 0, 1).build());
    deliver();

    assertThat(values("h")).extracting(EventFiles.Value::step).containsExactly(4L);
    assertThat(values("h/nan")).extracting(EventFiles.Value::scalar).containsExactly(2f);
    assertThat(values("h/infinite")).extracting(EventFiles.Value::scalar).containsExactly(1f);
  }

  @Test
  void keepsTextsOfOneStepApart() throws IOException {
    run.text("notes", 4, "*one*").text("notes", 4, "two").text("notes", 9, "three");
    deliver();

    assertThat(values("notes"))
        .extracting(EventFiles.Value::step, EventFiles.Value::text)
        .containsExactly(tuple(4L, "*one*"), tuple(5L, "two"), tuple(9L, "three"));
  }

  @Test
  void givesTablesImagesAlertsArtifactsAndControlActions() throws IOException {
    run.confusion(9)
        .image("input", 3)
        .image("input", 3)
        .alert("a")
        .alert("b")
        .artifact()
        .control(1);
    deliver();

    assertThat(values("validate/confusion").get(0).text())
        .isEqualTo("| class | cat | dog |\n|---|---|---|\n| cat | 8 | 1 |\n| dog | 2 | 9 |\n");
    assertThat(values("input")).extracting(EventFiles.Value::step).containsExactly(3L, 4L);
    ProtoMessage image = values("input").get(0).message().only(1, 4).message(4).only(1, 2, 3, 4);
    assertThat(image.int64(3)).isEqualTo(1);
    assertThat(image.bytes(4)).isEqualTo(Recorded.pixel());
    assertThat(values("run/alerts")).extracting(EventFiles.Value::step).containsExactly(9L, 10L);
    assertThat(values("run/alerts").get(1).text()).contains("**WARNING** b", "&lt;loss\\>");
    assertThat(values("run/artifacts").get(0).text()).contains("model\\.params", "123 bytes", "0f");
    assertThat(values("run/control").get(0).text())
        .contains("**set** learning\\_rate from 0\\.1 to 0\\.01");
  }

  @Test
  void givesTheModelAsAGraph() throws IOException {
    run.graph("in:0");
    deliver();

    ProtoMessage event =
        EventFiles.read(EventFiles.in(folder).get(0)).stream()
            .filter(e -> e.has(4))
            .findFirst()
            .orElseThrow();
    List<ProtoMessage> nodes = event.only(1, 2, 4).message(4).only(1, 4).messages(1);
    assertThat(nodes).extracting(n -> n.string(1)).containsExactly("in_0", "net/linear");
    assertThat(nodes.get(1).only(1, 2, 3, 5).strings(3)).containsExactly("in_0");
    ProtoMessage shape = nodes.get(1).messages(5).get(0);
    assertThat(shape.string(1)).isEqualTo("_output_shapes");
    assertThat(shape.message(2).message(1).message(7).messages(2))
        .extracting(dim -> dim.int64(1))
        .containsExactly(-1L, 2L);
  }

  @Test
  void collectsHyperParametersUntilTheFirstStepIsOver() throws IOException {
    run.inputs().scalar("loss", 0, 1).params(Params.Group.PARAMS, Map.of("lr", 0.2));
    run.complete(0).params(Params.Group.PARAMS, Map.of("late", "x"));
    run.ended(RunStatus.FAILED, "out of memory");
    deliver();

    ProtoMessage start = hparams("_hparams_/session_start_info").message(3).only(1, 5);
    List<ProtoMessage> params = start.messages(1);
    assertThat(params)
        .extracting(p -> p.string(1))
        .containsExactly("lr", "layers", "augment", "optimizer");
    assertThat(params.get(0).message(2).float64(2)).isEqualTo(0.2);
    assertThat(params.get(1).message(2).float64(2)).isEqualTo(3);
    assertThat(params.get(2).message(2).int64(4)).isEqualTo(1);
    assertThat(params.get(3).message(2).string(3)).isEqualTo("adam");
    assertThat(start.float64(5)).isEqualTo(1_795_262_400.001);
    assertThat(hparams("_hparams_/session_end_info").message(4).int64(1)).isEqualTo(2);
    assertThat(values("run/params"))
        .extracting(EventFiles.Value::text)
        .satisfiesExactly(
            first -> assertThat(first).contains("| lr | 0\\.2 |", "| optimizer | adam |"),
            second -> assertThat(second).contains("| late | x |"));
  }

  @Test
  void givesHyperParametersOfARunThatNeverMadeAStep() throws IOException {
    run.inputs();
    deliver();

    assertThat(hparams("_hparams_/session_start_info").message(3).messages(1)).hasSize(4);
  }

  @Test
  void gathersConsoleLinesOfAStream() throws IOException {
    run.stdout("one").stderr("oops").scalar("loss", 0, 1).stdout("two");
    for (int i = 0; i < 100; i++) {
      run.after(1_000).stderr("line " + i);
    }
    run.after(5_000_000).scalar("loss", 1, 1).stdout("three");
    deliver();

    assertThat(values("console/stdout"))
        .extracting(EventFiles.Value::text)
        .containsExactly("```\none\ntwo\n```\n", "```\nthree\n```\n");
    assertThat(values("console/stderr"))
        .extracting(value -> value.text().lines().count() - 2)
        .containsExactly(64L, 37L);
    assertThat(values("console/stderr")).extracting(EventFiles.Value::step).doesNotHaveDuplicates();
  }

  @Test
  void putsOtherRanksBesideTheFirst() throws IOException {
    run.scalar("loss", 0, 1).rank(1).started(false).scalar("loss", 0, 2).stdout("hello");
    run.inputs();
    deliver();

    assertThat(values("loss")).hasSize(1);
    assertThat(values("rank1/loss").get(0).scalar()).isEqualTo(2);
    assertThat(values("rank1/console/stdout").get(0).text()).contains("hello");
    assertThat(values("rank1/run/params")).hasSize(1);
    assertThat(values("_hparams_/session_start_info")).isEmpty();
    assertThat(EventFiles.in(folder)).hasSize(1);
  }

  @Test
  void continuesAResumedRunInALaterFile() throws IOException {
    run.scalar("loss", 5, 1).alert("a").alert("b").started(true).scalar("loss", 6, 0.5);
    deliver();

    List<Path> files = EventFiles.in(folder);
    assertThat(files)
        .extracting(file -> file.getFileName().toString().split("\\.")[3])
        .containsExactly("1795262400", "1795262401");
    List<ProtoMessage> second = EventFiles.read(files.get(1));
    assertThat(second.get(0).string(3)).isEqualTo("brain.Event:2");
    assertThat(second.get(1).message(7).int64(1)).isEqualTo(1);
    // Behind the second alert, which stands at step 6, so that readers keep it.
    assertThat(second.get(1).int64(2)).isEqualTo(7);
    assertThat(EventFiles.values(folder, "loss")).hasSize(2);
  }

  @Test
  void takesEveryEventOfEveryKind() throws IOException {
    Delivery delivery = new Delivery(folder);
    try (var tracker = delivery.open()) {
      for (Event event : Recorded.everything().events) {
        var delivered = Delivery.delivered(tracker.deliver(List.of(event)));
        assertThat(delivered.skipped()).isEmpty();
        assertThat(delivered.rejected()).isEmpty();
        assertThat(delivered.uncertain()).isEmpty();
      }
    }
    assertThat(EventFiles.values(folder)).hasSizeGreaterThan(50);
  }

  private void deliver() {
    Delivery.of(run, folder);
  }

  private List<EventFiles.Value> values(String tag) throws IOException {
    return EventFiles.values(folder, tag);
  }

  private ProtoMessage hparams(String tag) throws IOException {
    ProtoMessage value = values(tag).get(0).message().only(1, 8, 9);
    assertThat(value.message(8).only(1, 2).int64(1)).isEqualTo(1);
    assertThat(value.message(8).message(2).message(2).int64(1)).isZero();
    ProtoMessage plugin = value.message(9).only(1).message(1).only(1, 2);
    assertThat(plugin.string(1)).isEqualTo("hparams");
    return plugin.message(2);
  }
}
