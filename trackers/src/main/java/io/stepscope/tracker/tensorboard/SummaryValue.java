package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One {@code Summary.Value}, its content not looked into.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/compat/proto/summary.proto">
 *     summary.proto</a>
 */
final class SummaryValue {
  static final int SIMPLE = 2;
  static final int OLD_HISTOGRAM = 3;
  static final int IMAGE = 4;
  static final int HISTOGRAM = 5;
  static final int AUDIO = 6;
  static final int TENSOR = 8;

  private static final int TAG = 1;
  private static final int NODE_NAME = 7;
  private static final int METADATA = 9;

  private String tag = "";
  private String nodeName = "";
  private String plugin = "";
  private ByteBuffer pluginContent = ByteBuffer.allocate(0);
  private int form;
  private float simple;
  private ByteBuffer content = ByteBuffer.allocate(0);

  static SummaryValue read(ProtoReader in) throws IOException {
    SummaryValue value = new SummaryValue();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case TAG -> value.tag = in.string();
        case NODE_NAME -> value.nodeName = in.string();
        case METADATA -> value.metadata(in.message());
        case SIMPLE -> {
          value.form = field;
          value.simple = in.float32();
        }
        case OLD_HISTOGRAM, IMAGE, HISTOGRAM, AUDIO, TENSOR -> {
          value.form = field;
          value.content = in.content();
        }
        default -> {
          // Of a later version.
        }
      }
    }
    return value;
  }

  private void metadata(ProtoReader metadata) throws IOException {
    for (int field = metadata.next(); field != 0; field = metadata.next()) {
      if (field == 1) {
        ProtoReader data = metadata.message();
        for (int part = data.next(); part != 0; part = data.next()) {
          if (part == 1) {
            plugin = data.string();
          } else if (part == 2) {
            pluginContent = data.content();
          }
        }
      }
    }
  }

  /** Name of the series. */
  String tag() {
    return tag.isEmpty() ? nodeName : tag;
  }

  /** Number of the field that holds the value; 0 when there is none. */
  int form() {
    return form;
  }

  float simple() {
    return simple;
  }

  ProtoReader content() {
    return new ProtoReader(content);
  }

  /** The plugin that the value names; empty when it leaves that to the first of its series. */
  String plugin() {
    return plugin;
  }

  ProtoReader pluginContent() {
    return new ProtoReader(pluginContent);
  }
}
