package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the real TensorBoard shows of a run, with each of its two readers. */
class TensorBoardIT {

  /** The reader in Rust, which is the default. */
  @Nested
  class DataServerIT extends Shown {
    DataServerIT() {
      super(true);
    }
  }

  /** The reader in Python, used where there is no data server. */
  @Nested
  class PythonReaderIT extends Shown {
    PythonReaderIT() {
      super(false);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Shown {
    /** Time, step, and a number or a string for one that is not finite. */
    private static final Pattern POINT = Pattern.compile("\\[[\\d.]+, (\\d+), (\"?[\\w.+-]+\"?)]");

    private final boolean loadFast;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests, unless they are skipped
    private TensorBoardServer server;

    Shown(boolean loadFast) {
      this.loadFast = loadFast;
    }

    @BeforeAll
    void serveARunInTwoFiles(@TempDir Path runs) throws IOException, InterruptedException {
      folder = runs;
      Delivery.of(Recorded.everything(), folder.resolve("otter"));
      server = TensorBoardServer.start(folder, loadFast);
      await("otter", "19");
    }

    @AfterAll
    void stop() throws InterruptedException {
      if (server != null) {
        server.close();
      }
    }

    @Test
    void showsTheRunByItsFolder() throws IOException, InterruptedException {
      assertThat(server.get("runs")).contains("\"otter\"");
      assertThat(EventFiles.in(folder.resolve("otter"))).hasSize(2);
    }

    @Test
    void showsScalarsOfBothFilesOnce() throws IOException, InterruptedException {
      List<String> expected = new ArrayList<>();
      for (int step = 0; step < 20; step++) {
        if (step < 10 || step >= 12) {
          expected.add(step + " " + (double) (float) (1.0 / (step + 1)));
        }
      }
      assertThat(points(server.get("plugin/scalars/scalars", query("train/loss"))))
          .isEqualTo(expected);
    }

    @Test
    void showsNumbersThatAreNotFiniteUnderNamesInAnyScript()
        throws IOException, InterruptedException {
      assertThat(points(server.get("plugin/scalars/scalars", query("train/損失"))))
          .containsExactly("10 \"NaN\"", "11 \"Infinity\"");
    }

    @Test
    void showsTimingsInSeconds() throws IOException, InterruptedException {
      assertThat(points(server.get("plugin/scalars/scalars", query("time/forward"))))
          .hasSize(10)
          .startsWith("0 " + (double) 0.0039f);
    }

    @Test
    void showsHistograms() throws IOException, InterruptedException {
      String tag = "gradients/01Linear_weight";
      String histograms = server.get("plugin/histograms/histograms", query(tag));
      assertThat(histograms)
          .contains(
              "1, [[-2.0, -2.0, 1.0], [-2.0, -1.625, 0.0], [-1.625, -1.5, 2.0], [-1.5, 0.0, 0.0],")
          .contains("[5.0, 5.0, 1.0]]]");
      assertThat(points(server.get("plugin/scalars/scalars", query(tag + "/nan")))).hasSize(10);
    }

    @Test
    void showsHyperParametersWithTheirTypesAndTheStatus() throws IOException, InterruptedException {
      String groups =
          server
              .post(
                  "plugin/hparams/session_groups",
                  "{\"experimentName\":\"\",\"startIndex\":0,\"sliceSize\":10,"
                      + "\"colParams\":[{\"hparam\":\"lr\"}],"
                      + "\"allowedStatuses\":[\"STATUS_SUCCESS\"]}")
              .replaceAll("\\s+", " ");
      assertThat(groups)
          .contains(
              "\"lr\": 0.1",
              "\"layers\": 3.0",
              "\"augment\": true",
              "\"optimizer\": \"adam\"",
              "\"status\": \"STATUS_SUCCESS\"",
              "\"startTimeSecs\": 1795262400.001");
    }

    @Test
    void showsTexts() throws IOException, InterruptedException {
      assertThat(text("notes")).contains("<h1>Title</h1>", "<em>well</em>", "later");
      assertThat(text("run/params")).contains("<td>optimizer</td>\\n<td>adam</td>");
      assertThat(text("run/status")).contains("started", "stopped", "resumed", "finished");
      assertThat(text("run/alerts")).contains("loss | spike", "second alert", "&lt;loss&gt;");
      assertThat(text("run/artifacts")).contains("model.params (model, 123 bytes)");
      assertThat(text("run/control")).contains("learning_rate from 0.1 to 0.01");
      assertThat(text("run/code")).contains("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
      assertThat(text("validate/confusion")).contains("<td>dog</td>\\n<td>2</td>\\n<td>9</td>");
    }

    @Test
    void showsConsoleLinesAsTheyWerePrinted() throws IOException, InterruptedException {
      assertThat(text("console/stdout"))
          .contains("<pre><code>loading ```data```\\nstep 0\\nstep 1\\n", "last words");
      assertThat(text("console/stderr")).contains("<pre><code>a warning\\n</code></pre>");
    }

    @Test
    void showsImages() throws IOException, InterruptedException {
      assertThat(server.get("plugin/images/images", "run", "otter", "tag", "input", "sample", "0"))
          .contains("\"step\": 3", "\"step\": 4");
    }

    @Test
    void showsTheModelGraph() throws IOException, InterruptedException {
      assertThat(server.get("plugin/graphs/graph", "run", "otter"))
          .contains("name: \"net/linear\"", "op: \"Linear\"", "input: \"in_0\"", "_output_shapes");
    }

    /** The reader has seen bytes that the tracker cuts off and writes again. */
    @Test
    void readsOnWhereAnUnacknowledgedTailIsWrittenAgain() throws IOException, InterruptedException {
      List<Event> events = Recorded.everything().events;
      Delivery delivery = new Delivery(folder.resolve("heron"));
      delivery.deliver(delivery.open(), events.subList(0, 20));
      String acknowledged = delivery.checkpoint;
      delivery.deliver(delivery.open(), events.subList(20, 40));
      await("heron", "6");

      delivery.checkpoint = acknowledged;
      for (int from = 20; from < events.size(); from += 3) {
        delivery.deliver(delivery.open(), events.subList(from, Math.min(from + 3, events.size())));
      }

      await("heron", "19");
      String[] query = {"run", "heron", "tag", "train/loss"};
      assertThat(points(server.get("plugin/scalars/scalars", query)))
          .isEqualTo(points(server.get("plugin/scalars/scalars", query("train/loss"))));
    }

    private void await(String run, String step) throws IOException, InterruptedException {
      String answer =
          server.await(
              text -> steps(text).contains(step),
              "plugin/scalars/scalars",
              "run",
              run,
              "tag",
              "train/loss");
      assertThat(steps(answer)).contains(step);
    }

    private String text(String tag) throws IOException, InterruptedException {
      return server.get("plugin/text/text", query(tag));
    }

    private static String[] query(String tag) {
      return new String[] {"run", "otter", "tag", tag};
    }

    private static List<String> points(String answer) {
      List<String> points = new ArrayList<>();
      Matcher matcher = POINT.matcher(answer);
      while (matcher.find()) {
        points.add(matcher.group(1) + " " + matcher.group(2));
      }
      return points;
    }

    private static List<String> steps(String answer) {
      return points(answer).stream().map(point -> point.split(" ", 2)[0]).toList();
    }
  }
}
