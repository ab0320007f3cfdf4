package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.foreign.ForeignEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Events of event files as ours. What cannot be one of our events becomes a file of the run, or is
 * left out and counted.
 */
final class EventTranslation {
  private static final String GRAPH = "graph";

  /** A record of the journal must hold it. */
  private static final int LARGEST_EVENT = 16 << 20;

  private final EventScan scan;
  private final boolean everything;
  private final ForeignEvents to;
  private final Set<String> withoutOrder = new TreeSet<>();
  private long time;
  private long step;

  EventTranslation(EventScan scan, boolean everything, ForeignEvents to) {
    this.scan = scan;
    this.everything = everything;
    this.to = to;
  }

  /** A record that is no event. */
  void unreadable() {
    to.leftOut("unreadable");
  }

  void event(EventMessage event, long record, long timeMicros) throws IOException {
    time = timeMicros;
    step = event.step() < 0 ? Stamp.NONE : event.step();
    switch (event.kind()) {
      case EventFile.SUMMARY -> values(event, record);
      case EventFile.GRAPH_DEF -> graph(event);
      case EventMessage.LOG_MESSAGE -> to.leftOut("log message");
      case EventMessage.RUN_METADATA -> to.leftOut("run metadata");
      case EventMessage.META_GRAPH -> to.leftOut("meta graph");
      default -> {
        // Says nothing that is recorded.
      }
    }
  }

  void sayWhatWasLeftOut() {
    for (String series : withoutOrder) {
      to.remark("the steps of '" + series + "' are in no order; all of its points are kept");
    }
  }

  private void values(EventMessage event, long record) throws IOException {
    List<SummaryValue> values = new ArrayList<>();
    try {
      event.values(values::add);
    } catch (IOException e) {
      unreadable();
    }
    for (SummaryValue value : values) {
      List<Event> made = new ArrayList<>();
      if (holds(value, record, event.step()) && made(value, made)) {
        for (Event one : made) {
          to.event(one);
        }
      }
    }
  }

  private boolean holds(SummaryValue value, long record, long recordedStep) {
    if (scan.superseding.isWithoutOrder(value.tag())) {
      withoutOrder.add(value.tag());
    }
    if (everything
        || isHparams(value)
        || scan.superseding.holds(value.tag(), record, recordedStep)) {
      return true;
    }
    to.leftOut("taken back by a restart");
    return false;
  }

  /** Makes events of a value; false if it cannot be read, which is counted. */
  private boolean made(SummaryValue value, List<Event> made) throws IOException {
    List<PendingFile> files = new ArrayList<>();
    try {
      translate(value, made, files);
    } catch (IOException e) {
      unreadable();
      return false;
    }
    for (PendingFile file : files) {
      to.file(time, file.name, file.type, file.content);
    }
    return true;
  }

  private void translate(SummaryValue value, List<Event> made, List<PendingFile> files)
      throws IOException {
    String name = value.tag();
    if (isHparams(value)) {
      hparams(HparamsContent.read(value.pluginContent()), made);
      return;
    }
    switch (value.form()) {
      case SummaryValue.SIMPLE -> made.add(new Scalar(stamp(), name, value.simple(), true));
      case SummaryValue.HISTOGRAM ->
          made.add(new TensorHistogram(stamp(), name, ForeignHistograms.ofProto(value.content())));
      case SummaryValue.IMAGE -> image(name, EncodedImage.read(value.content()), made, files);
      case SummaryValue.TENSOR -> tensor(value, made, files);
      case SummaryValue.AUDIO -> to.leftOut("audio");
      default -> to.leftOut("value of an unknown form");
    }
  }

  private void tensor(SummaryValue value, List<Event> made, List<PendingFile> files)
      throws IOException {
    String name = value.tag();
    String plugin = scan.plugins.getOrDefault(name, "");
    TensorValue tensor = TensorValue.read(value.content());
    switch (plugin) {
      case "scalars" -> scalar(name, tensor, made);
      case "histograms" ->
          made.add(new TensorHistogram(stamp(), name, ForeignHistograms.ofTensor(tensor)));
      case "text" -> text(name, tensor, made);
      case "images" -> images(name, tensor, made, files);
      case "graph_keras_model" -> {
        for (byte[] json : tensor.strings()) {
          files.add(new PendingFile(GRAPH + '/' + withoutParents(name) + ".json", GRAPH, json));
        }
      }
      case "" -> {
        if (tensor.numbers().length == 1) {
          scalar(name, tensor, made);
        } else {
          to.leftOut("tensor of no plugin");
        }
      }
      default -> to.leftOut("plugin " + plugin);
    }
  }

  private void scalar(String name, TensorValue tensor, List<Event> made) throws IOException {
    double[] numbers = tensor.numbers();
    if (numbers.length != 1) {
      to.leftOut("scalar of a type that is not known");
    } else {
      made.add(new Scalar(stamp(), name, numbers[0], tensor.isFloat32()));
    }
  }

  private void text(String name, TensorValue tensor, List<Event> made) {
    List<String> texts =
        tensor.strings().stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
    List<Long> sizes = tensor.sizes();
    if (texts.size() == 1) {
      made.add(new Text(stamp(), name, texts.get(0)));
    } else if (sizes.size() == 1) {
      made.add(table(name, 1, texts));
    } else if (sizes.size() == 2
        && sizes.get(0) * sizes.get(1) == texts.size()
        && texts.size() > 0) {
      made.add(table(name, Math.toIntExact(sizes.get(1)), texts));
    } else {
      to.leftOut("text of more than two dimensions");
    }
  }

  /** TensorBoard shows several texts as a table without titles. */
  private Table table(String name, int columns, List<String> cells) {
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      titles.add(Integer.toString(i));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i + columns <= cells.size(); i += columns) {
      rows.add(List.copyOf(cells.subList(i, i + columns)));
    }
    return new Table(stamp(), name, titles, rows, false);
  }

  /** Width and height as text, then the pictures. */
  private void images(String name, TensorValue tensor, List<Event> made, List<PendingFile> files) {
    List<byte[]> strings = tensor.strings();
    for (int i = 2; i < strings.size(); i++) {
      String one = strings.size() == 3 ? name : name + '/' + (i - 2);
      image(one, EncodedImage.of(strings.get(i)), made, files);
    }
  }

  private void image(String name, EncodedImage image, List<Event> made, List<PendingFile> files) {
    if (image.isPng() && image.bytes().length <= LARGEST_EVENT) {
      made.add(new Image(stamp(), name, image.bytes(), image.width(), image.height()));
    } else {
      String file =
          "images/" + withoutParents(name) + "/step-" + Math.max(0, step) + '.' + image.suffix();
      files.add(new PendingFile(file, "image", image.bytes()));
    }
  }

  private void hparams(HparamsContent content, List<Event> made) {
    if (!content.params.isEmpty()) {
      made.add(new Params(runStamp(), Params.Group.PARAMS, content.params));
    }
    if (!content.tags.isEmpty()) {
      made.add(new Params(runStamp(), Params.Group.TAGS, content.tags));
    }
    for (int i = 0; i < content.unreadable; i++) {
      to.leftOut("hyper-parameter that is no single value");
    }
  }

  private void graph(EventMessage event) throws IOException {
    List<ModelGraph.Node> nodes;
    try {
      nodes = GraphDefReader.nodes(new ProtoReader(event.content()));
    } catch (IOException e) {
      unreadable();
      return;
    }
    if (nodes.size() <= GraphDefReader.MOST_NODES && event.content().remaining() <= LARGEST_EVENT) {
      to.event(new ModelGraph(runStamp(), GRAPH, nodes));
    } else {
      byte[] bytes = new byte[event.content().remaining()];
      event.content().duplicate().get(bytes);
      to.file(time, GRAPH + "/graph.pb", GRAPH, bytes);
    }
  }

  private boolean isHparams(SummaryValue value) {
    return EventScan.HPARAMS.equals(scan.plugins.get(value.tag()));
  }

  /** Some trackers make paths of the names of files. */
  private static String withoutParents(String name) {
    return name.replace("..", "__");
  }

  private Stamp stamp() {
    return new Stamp("", 0, Stamp.UNSEQUENCED, step, Stamp.NONE, time);
  }

  private Stamp runStamp() {
    return new Stamp("", 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, time);
  }

  /** A file that is handed on when the whole value was understood. */
  private record PendingFile(String name, String type, byte[] content) {}
}
