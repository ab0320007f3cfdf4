package io.stepscope.tracker.testkit;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Events as a run records them, one millisecond apart. Tests of each tracker add what they need.
 *
 * @param <S> the script itself
 */
public abstract class EventScript<S extends EventScript<S>> {
  public static final String RUN = "20261121-120000-otter";
  public static final long START_MICROS = 1_795_262_400_000_000L;

  /** -2, -1.5 twice, no value near zero but two zeros, 5. */
  public static final Histogram HISTOGRAM =
      new Histogram(
          new int[] {0x000, 0x40a, 0xbfc, 0xc00},
          new long[] {2, 1, 2, 1},
          8,
          2,
          1,
          1,
          -2,
          5,
          0,
          4 + 2 * 2.25 + 25);

  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5E"
          + "rkJggg==";

  public final List<Event> events = new ArrayList<>();
  private long timeMicros = START_MICROS;
  private int rank;

  protected abstract S self();

  /** One grey pixel. */
  public static byte[] pixel() {
    return Base64.getDecoder().decode(PIXEL);
  }

  public final S rank(int newRank) {
    rank = newRank;
    return self();
  }

  /** Lets time pass. */
  public final S after(long micros) {
    timeMicros += micros;
    return self();
  }

  public final S started(boolean resumed) {
    return add(-1, stamp -> new RunStarted(stamp, "digits", "brisk otter", resumed, "0.1.0"));
  }

  public final S ended(RunStatus status, String reason) {
    return add(-1, stamp -> new RunEnded(stamp, status, reason));
  }

  /** A number of 32 bits. */
  public final S float32(String name, long step, double value) {
    return add(step, stamp -> new Scalar(stamp, name, value, true));
  }

  /** A number of 64 bits. */
  public final S float64(String name, long step, double value) {
    return add(step, stamp -> new Scalar(stamp, name, value, false));
  }

  public final S timing(String name, long step, long nanos) {
    return add(step, stamp -> new Timing(stamp, name, nanos));
  }

  public final S histogram(String name, long step, Histogram histogram) {
    return add(step, stamp -> new TensorHistogram(stamp, name, histogram));
  }

  public final S text(String name, long step, String text) {
    return add(step, stamp -> new Text(stamp, name, text));
  }

  public final S line(ConsoleLine.Stream stream, long step, String line) {
    return add(step, stamp -> new ConsoleLine(stamp, stream, line));
  }

  public final S image(String name, long step, byte[] png, int width, int height) {
    return add(step, stamp -> new Image(stamp, name, png, width, height));
  }

  public final S alert(String title, String text) {
    return add(-1, stamp -> new Alert(stamp, Alert.Severity.WARNING, title, text));
  }

  /** Somebody sets the learning rate. */
  public final S control(long step) {
    return add(
        step,
        stamp ->
            new ControlAction(
                stamp,
                "1",
                "set",
                "learning_rate",
                "0.1",
                "0.01",
                ControlAction.Outcome.APPLIED,
                ""));
  }

  /** Of two classes. */
  public final S confusion(long step) {
    return add(
        step,
        stamp ->
            new Table(
                stamp,
                "validate/confusion",
                List.of("class", "cat", "dog"),
                List.of(List.of("cat", 8L, 1L), List.of("dog", 2L, 9L)),
                true));
  }

  /**
   * Of an input and a layer.
   *
   * @param input name of the input
   */
  public final S graph(String input) {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("01Linear_weight", "(2, 4)", 8, true);
    List<ModelGraph.Node> nodes =
        List.of(
            new ModelGraph.Node(input, "Input", List.of(), List.of(), "(-1, 4)"),
            new ModelGraph.Node(
                "net/linear", "Linear", List.of(input), List.of(weight), "(-1, 2)"));
    return add(-1, stamp -> new ModelGraph(stamp, "mlp", nodes));
  }

  public final S params(Params.Group group, Map<String, Object> values) {
    return add(-1, stamp -> new Params(stamp, group, values));
  }

  /** Hyper-parameters of each type. */
  public final S inputs() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lr", 0.1);
    values.put("layers", 3L);
    values.put("augment", true);
    values.put("optimizer", "adam");
    return params(Params.Group.PARAMS, values);
  }

  public final S complete(long step) {
    return add(step, StepComplete::new);
  }

  /** Adds an event of a step; negative for none. */
  protected final S add(long step, Function<Stamp, Event> event) {
    timeMicros += 1_000;
    int epoch = step < 0 ? Stamp.NONE : 0;
    events.add(event.apply(new Stamp(RUN, rank, events.size(), step, epoch, timeMicros)));
    return self();
  }
}
