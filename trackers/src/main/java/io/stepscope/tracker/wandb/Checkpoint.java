package io.stepscope.tracker.wandb;

import io.stepscope.tracker.wandb.RowValue.Pictures;
import io.stepscope.tracker.wandb.RowValue.Point;
import io.stepscope.tracker.wandb.RowValue.Texts;
import io.stepscope.tracker.wandb.RowValue.Whole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The state of a run as the text that the forward engine keeps: version, way ({@code online} or
 * {@code offline}), and the rest in Base64, separated by blanks.
 */
final class Checkpoint {
  private static final String VERSION = "1";

  private Checkpoint() {}

  static String of(Way way, RunState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(state, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return VERSION
        + ' '
        + way.word()
        + ' '
        + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Which way the run was begun. */
  static Way way(String checkpoint) throws UnusableCheckpointException {
    for (Way way : Way.values()) {
      if (checkpoint.startsWith(VERSION + ' ' + way.word() + ' ')) {
        return way;
      }
    }
    throw new UnusableCheckpointException("the checkpoint is of another version");
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws UnusableCheckpointException if it is something else
   */
  static RunState read(String checkpoint) throws UnusableCheckpointException {
    String rest = checkpoint.substring(checkpoint.lastIndexOf(' ') + 1);
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(rest)))) {
      return read(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableCheckpointException("the checkpoint is damaged", e);
    }
  }

  private static void write(RunState state, DataOutputStream out) throws IOException {
    writeText(out, state.position);
    out.writeLong(state.startMicros);
    out.writeLong(state.pausedMicros);
    out.writeLong(state.lastMicros);
    out.writeLong(state.lastRow);
    out.writeBoolean(state.started);
    out.writeInt(state.exitCode);
    out.writeLong(state.endedMicros);
    out.writeInt(state.graphs);
    RunFacts facts = state.facts;
    for (String fact :
        List.of(
            facts.experiment(),
            facts.name(),
            facts.host(),
            facts.program(),
            facts.commit(),
            facts.remote(),
            facts.version())) {
      writeText(out, fact);
    }
    out.writeInt(state.tags.size());
    for (String tag : state.tags) {
      writeText(out, tag);
    }
    out.writeLong(state.sampleMicros);
    writeTexts(out, state.sample);
    writeTexts(out, state.environment);
    writeRow(out, state.waiting);
    out.writeBoolean(state.open != null);
    if (state.open != null) {
      writeRow(out, state.open);
    }
  }

  private static RunState read(DataInputStream in) throws IOException {
    RunState state = new RunState();
    state.position = readText(in);
    state.startMicros = in.readLong();
    state.pausedMicros = in.readLong();
    state.lastMicros = in.readLong();
    state.lastRow = in.readLong();
    state.started = in.readBoolean();
    state.exitCode = in.readInt();
    state.endedMicros = in.readLong();
    state.graphs = in.readInt();
    state.facts =
        new RunFacts(
            readText(in),
            readText(in),
            readText(in),
            readText(in),
            readText(in),
            readText(in),
            readText(in));
    for (int left = in.readInt(); left > 0; left--) {
      state.tags.add(readText(in));
    }
    state.sampleMicros = in.readLong();
    readTexts(in, state.sample);
    readTexts(in, state.environment);
    state.waiting = readRow(in);
    state.open = in.readBoolean() ? readRow(in) : null;
    return state;
  }

  private static void writeTexts(DataOutputStream out, Map<String, String> texts)
      throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> text : texts.entrySet()) {
      writeText(out, text.getKey());
      writeText(out, text.getValue());
    }
  }

  private static void readTexts(DataInputStream in, Map<String, String> into) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      into.put(readText(in), readText(in));
    }
  }

  private static void writeRow(DataOutputStream out, Row row) throws IOException {
    out.writeLong(row.step);
    out.writeLong(row.lastMicros);
    out.writeLong(row.size);
    out.writeInt(row.epoch);
    out.writeInt(row.values.size());
    for (Map.Entry<String, RowValue> entry : row.values.entrySet()) {
      writeText(out, entry.getKey());
      writeValue(out, entry.getValue());
    }
  }

  private static Row readRow(DataInputStream in) throws IOException {
    Row row = new Row(in.readLong());
    row.lastMicros = in.readLong();
    row.size = in.readLong();
    row.epoch = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      row.values.put(readText(in), readValue(in));
    }
    return row;
  }

  private static void writeValue(DataOutputStream out, RowValue value) throws IOException {
    if (value instanceof Point number) {
      out.writeByte('n');
      writeText(out, number.json());
    } else if (value instanceof Whole whole) {
      out.writeByte('w');
      writeText(out, whole.json());
    } else if (value instanceof Texts texts) {
      out.writeByte('t');
      writeText(out, texts.text());
    } else if (value instanceof Pictures pictures) {
      out.writeByte('p');
      out.writeInt(pictures.files().size());
      for (ImageFile image : pictures.files()) {
        writeText(out, image.file().path());
        writeText(out, image.file().sha256());
        out.writeLong(image.file().bytes());
        out.writeInt(image.width());
        out.writeInt(image.height());
      }
    }
  }

  private static RowValue readValue(DataInputStream in) throws IOException {
    byte type = in.readByte();
    return switch (type) {
      case 'n' -> new Point(readText(in));
      case 'w' -> new Whole(readText(in));
      case 't' -> new Texts(readText(in));
      case 'p' -> {
        List<ImageFile> images = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          MediaFile file = new MediaFile(readText(in), readText(in), in.readLong());
          images.add(new ImageFile(file, in.readInt(), in.readInt()));
        }
        yield new Pictures(images);
      }
      default -> throw new IOException("value of type " + type);
    };
  }

  /** Longer than {@link DataOutputStream#writeUTF} can. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] utf8 = in.readNBytes(Math.max(0, length));
    if (utf8.length != length) {
      throw new IOException("a text ends early");
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
