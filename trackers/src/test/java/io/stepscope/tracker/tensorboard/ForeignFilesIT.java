package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.RunImport;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.folder.RunFolder;
import io.stepscope.histogram.Histogram;
import io.stepscope.http.JsonValue;
import io.stepscope.tracker.testkit.ImportedRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of other programs: TensorBoard's own protocol buffers and writer in the forms of TensorFlow
 * 1 and 2, and tensorboardX, which PyTorch and Lightning share their writer with.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignFilesIT {
  private final List<JsonValue> written = new ArrayList<>();
  private final Map<String, RunFolder> runs = new TreeMap<>();

  @BeforeAll
  void importWhatOthersWrote(@TempDir Path dir) throws Exception {
    Path script = Path.of("src/test/resources/tensorboard/write_runs.py").toAbsolutePath();
    Path files = dir.resolve("files");
    for (String line : PythonTools.python(script.toString(), files.toString())) {
      written.add(JsonValue.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    for (RunImport.Result result : ImportedRun.into(dir.resolve("runs"), files, false)) {
      RunFolder folder = new RunFolder(dir.resolve("runs").resolve(result.run()));
      runs.put(ImportedRun.events(folder, RunStarted.class).get(0).name(), folder);
    }
  }

  @Test
  void eachFolderIsARun() {
    assertThat(runs.keySet()).containsExactly("tf1", "tf2/train", "torch", "torch/trial");
  }

  @Test
  void scalarsHaveTheStepsTimesAndValuesThatWereWritten() throws Exception {
    List<String> expected = new ArrayList<>();
    for (JsonValue point : written) {
      if (!point.get("value").isMissing()) {
        expected.add(
            point(
                point.get("run").text(),
                point.get("tag").text(),
                point.get("step").whole(-1),
                Math.round(number(point, "time") * 1e6),
                number(point, "value")));
      }
    }
    List<String> imported = new ArrayList<>();
    for (String run : List.of("tf1", "tf2/train", "torch")) {
      for (Scalar scalar : ImportedRun.events(run(run), Scalar.class)) {
        long time = scalar.stamp().timeMicros();
        imported.add(point(run, scalar.name(), scalar.stamp().step(), time, scalar.value()));
      }
    }
    assertThat(expected).hasSize(155);
    assertThat(imported).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void histogramsHaveTheCountsAndPercentilesOfWhatWasCounted() throws Exception {
    int compared = 0;
    for (JsonValue point : written) {
      if (!point.get("count").isMissing()) {
        TensorHistogram found =
            ImportedRun.events(run(text(point, "run")), TensorHistogram.class).stream()
                .filter(event -> event.name().equals(text(point, "tag")))
                .filter(event -> event.stamp().step() == (long) number(point, "step"))
                .findFirst()
                .orElseThrow();
        Histogram histogram = found.histogram();
        assertThat((double) histogram.count()).isEqualTo(number(point, "count"));
        assertThat(histogram.min()).isCloseTo(number(point, "min"), within(1e-6));
        assertThat(histogram.max()).isCloseTo(number(point, "max"), within(1e-6));
        // The median of a normal distribution lies in the middle, where buckets are equally wide.
        assertThat(histogram.percentiles(50)[0]).isCloseTo(number(point, "median"), within(0.3));
        if (!point.get("sum").isMissing()) {
          assertThat(histogram.sum()).isCloseTo(number(point, "sum"), within(1e-6));
          assertThat(histogram.sumOfSquares()).isCloseTo(number(point, "squares"), within(1e-6));
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(7);
  }

  @Test
  void textsTablesPicturesAndGraphsAreThere() throws Exception {
    RunFolder tensorFlow = run("tf2/train");
    assertThat(ImportedRun.events(tensorFlow, Text.class))
        .extracting(Text::text)
        .containsExactly("*hello*");
    assertThat(ImportedRun.events(tensorFlow, Table.class))
        .extracting(Table::rows)
        .containsExactly(List.of(List.of("a", "b"), List.of("c", "d")));
    assertThat(ImportedRun.events(tensorFlow, Image.class))
        .singleElement()
        .satisfies(image -> assertThat(image.width()).isEqualTo(1));
    assertThat(ImportedRun.events(tensorFlow, ModelGraph.class).get(0).nodes())
        .containsExactly(
            new ModelGraph.Node("in", "Placeholder", List.of(), List.of(), ""),
            new ModelGraph.Node("net/dense", "MatMul", List.of("in", "in"), List.of(), ""));
    RunFolder torch = run("torch");
    assertThat(ImportedRun.events(torch, Text.class))
        .singleElement()
        .satisfies(text -> assertThat(text.text()).isEqualTo("first\n\nsecond"));
    assertThat(ImportedRun.events(torch, Image.class))
        .singleElement()
        .satisfies(image -> assertThat(image.height()).isEqualTo(4));
  }

  @Test
  void hyperParametersAndHowItEndedAreThere() throws Exception {
    assertThat(params("tf2/train", Params.Group.PARAMS))
        .isEqualTo(Map.of("batch", 64L, "rate", 0.25, "optimizer", "adam", "nesterov", true));
    assertThat(params("tf2/train", Params.Group.TAGS)).containsEntry("hparams/group", "trials");
    assertThat(ImportedRun.events(run("tf2/train"), RunEnded.class).get(0).status())
        .isEqualTo(RunStatus.FAILED);
    assertThat(params("torch/trial", Params.Group.PARAMS))
        .isEqualTo(Map.of("lr", 0.5, "layers", 3L));
    assertThat(params("torch/trial", Params.Group.TAGS))
        .containsEntry("hparams/metrics", "accuracy");
    assertThat(ImportedRun.events(run("torch/trial"), Scalar.class))
        .singleElement()
        .satisfies(scalar -> assertThat(scalar.value()).isEqualTo(0.75));
  }

  private Map<String, Object> params(String run, Params.Group group) throws Exception {
    Map<String, Object> all = new TreeMap<>();
    for (Params params : ImportedRun.events(run(run), Params.class)) {
      if (params.group() == group) {
        all.putAll(params.values());
      }
    }
    return all;
  }

  private RunFolder run(String name) {
    return Objects.requireNonNull(runs.get(name), name);
  }

  private static String text(JsonValue point, String key) {
    return point.get(key).text();
  }

  private static double number(JsonValue point, String key) {
    return point.get(key).number(Double.NaN);
  }

  private static String point(String run, String tag, long step, long micros, double value) {
    return run + ' ' + tag + ' ' + step + ' ' + micros + ' ' + value;
  }
}
