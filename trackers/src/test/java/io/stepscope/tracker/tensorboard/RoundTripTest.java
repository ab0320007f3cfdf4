package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.histogram.Histogram;
import io.stepscope.tracker.Trackers;
import io.stepscope.tracker.testkit.ImportedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of ours, its event files, and the run that is made of those: event by event the same. */
class RoundTripTest {
  @TempDir private Path folder;

  private final List<Event> recorded = Recorded.everything().events;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RunFolder imported;

  @BeforeEach
  void importWhatWasWritten() throws IOException {
    Path files = folder.resolve("files");
    Delivery.of(Recorded.everything(), files.resolve("otter"));
    String id = ImportedRun.into(folder.resolve("runs"), files, false).get(0).run();
    imported = new RunFolder(folder.resolve("runs").resolve(id));
  }

  @Test
  void scalarsAndTimesAreThoseThatWereRecorded() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Event event : recorded) {
      long micros = event.stamp().timeMicros();
      if (event instanceof Scalar scalar) {
        expected.add(point(scalar.name(), event, (float) scalar.value(), micros));
      } else if (event instanceof Timing timing) {
        expected.add(point(timing.name(), event, (float) (timing.nanos() / 1e9), micros));
      } else if (event instanceof TensorHistogram histogram) {
        expected.add(point(histogram.name() + "/nan", event, 1, micros));
        expected.add(point(histogram.name() + "/infinite", event, 1, micros));
      }
    }

    assertThat(ImportedRun.events(imported, Scalar.class))
        .allSatisfy(scalar -> assertThat(scalar.float32()).isTrue())
        .extracting(
            scalar ->
                point(scalar.name(), scalar, (float) scalar.value(), scalar.stamp().timeMicros()))
        .isEqualTo(expected);
  }

  @Test
  void histogramsHaveTheSameBinsAndStatistics() throws IOException {
    List<TensorHistogram> histograms = ImportedRun.events(imported, TensorHistogram.class);
    assertThat(histograms).hasSize(10);
    assertThat(histograms)
        .allSatisfy(
            event -> {
              Histogram histogram = event.histogram();
              assertThat(histogram.bins()).isEqualTo(Recorded.HISTOGRAM.bins());
              assertThat(histogram.counts()).isEqualTo(Recorded.HISTOGRAM.counts());
              assertThat(histogram.min()).isEqualTo(-2);
              assertThat(histogram.max()).isEqualTo(5);
              assertThat(histogram.sum()).isEqualTo(Recorded.HISTOGRAM.sum(), within(0.0));
              assertThat(histogram.sumOfSquares()).isEqualTo(Recorded.HISTOGRAM.sumOfSquares());
              assertThat(histogram.count()).isEqualTo(Recorded.HISTOGRAM.finite());
            });
  }

  @Test
  void imagesTextsGraphAndHyperParametersAreThere() throws IOException {
    assertThat(ImportedRun.events(imported, Image.class))
        .hasSize(2)
        .allSatisfy(image -> assertThat(image.png()).isEqualTo(Recorded.pixel()));
    assertThat(ImportedRun.events(imported, Text.class))
        .extracting(Text::name, Text::text)
        .contains(tuple("notes", "# Title\n\n*well*"), tuple("notes", "later"));
    List<ModelGraph> graphs = ImportedRun.events(imported, ModelGraph.class);
    assertThat(graphs).hasSize(1);
    assertThat(graphs.get(0).nodes())
        .containsExactly(
            new ModelGraph.Node("in_0", "Input", List.of(), List.of(), "(-1, 4)"),
            new ModelGraph.Node(
                "net/linear",
                "Linear",
                List.of("in_0"),
                List.of(new ModelGraph.Parameter("01Linear_weight", "(2, 4)", 8, true)),
                "(-1, 2)"));
    assertThat(ImportedRun.events(imported, Params.class))
        .filteredOn(params -> params.group() == Params.Group.PARAMS)
        .extracting(Params::values)
        .containsExactly(Map.of("lr", 0.1, "layers", 3L, "augment", true, "optimizer", "adam"));
    assertThat(ImportedRun.events(imported, RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.FINISHED);
  }

  @Test
  void givesTheSameEventFilesAgain() throws IOException, InterruptedException {
    Path again = folder.resolve("again");
    ImportedRun.deliver(
        imported,
        new ConfiguredTracker(Trackers.named("tensorboard"), Map.of("dir", again.toString())));

    assertThat(series(again.resolve(imported.id())))
        .containsAllEntriesOf(series(folder.resolve("files").resolve("otter")));
  }

  private static String point(String name, Event event, float value, long micros) {
    return name + ' ' + event.stamp().step() + ' ' + value + ' ' + micros;
  }

  /** Step, time and value of every scalar and every bucket, by series. */
  private static Map<String, List<String>> series(Path folder) throws IOException {
    Map<String, List<String>> series = new LinkedHashMap<>();
    for (EventFiles.Value value : EventFiles.values(folder)) {
      if (value.isScalar() || value.message().has(5)) {
        String point =
            value.step()
                + " "
                + value.time()
                + " "
                + (value.isScalar()
                    ? Float.toString(value.scalar())
                    : Arrays.toString(value.message().message(5).packedDoubles(6))
                        + Arrays.toString(value.message().message(5).packedDoubles(7)));
        series.computeIfAbsent(value.tag(), tag -> new ArrayList<>()).add(point);
      }
    }
    return series;
  }
}
