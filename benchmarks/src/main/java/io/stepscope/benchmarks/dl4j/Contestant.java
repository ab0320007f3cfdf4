package io.stepscope.benchmarks.dl4j;

import io.stepscope.Run;
import io.stepscope.dl4j.Stepscope;
import io.stepscope.dl4j.StepscopeListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.nd4j.linalg.dataset.DataSet;

/** One training in the comparison: a fresh network, and a way to observe it. */
final class Contestant implements AutoCloseable {

  /** Ways to observe, in the order of the table; the first and the last do not. */
  static final List<Kind> KINDS =
      List.of(
          new Kind("no listener", Kind.NONE, Map.of()),
          new Kind("Stepscope, default", Kind.OURS, Map.of()),
          new Kind("Stepscope, every:1", Kind.OURS, Map.of("histograms", "every:1")),
          new Kind(
              "Stepscope, every:1, record only",
              Kind.OURS,
              Map.of("histograms", "every:1", "forward", "off")),
          new Kind("StatsListener f=1, memory", 1, Map.of()),
          new Kind("StatsListener f=1, file", 1, Map.of("file", "yes")),
          new Kind("StatsListener f=10, memory", 10, Map.of()),
          new Kind("StatsListener f=10, file", 10, Map.of("file", "yes")),
          new Kind("no listener again", Kind.NONE, Map.of()));

  /** Ways that tell what the default is made of; only by their names. */
  static final List<Kind> PARTS =
      List.of(
          new Kind("Stepscope, record only", Kind.OURS, Map.of("forward", "off")),
          new Kind(
              "Stepscope, histograms off",
              Kind.OURS,
              Map.of("histograms", "off", "forward", "off")));

  private final MultiLayerNetwork network;
  private final DataSet batch;
  private final Path stored;
  private final AutoCloseable storage;

  private Contestant(MultiLayerNetwork network, DataSet batch, Path stored, AutoCloseable storage) {
    this.network = network;
    this.batch = batch;
    this.stored = stored;
    this.storage = storage;
  }

  /**
   * Prepares a training.
   *
   * @param hidden width of each of three hidden layers
   */
  static Contestant of(Kind kind, int hidden, DataSet batch, Path dir) throws IOException {
    MultiLayerNetwork network = Networks.dense(hidden);
    Path folder = Files.createTempDirectory(dir, "contestant");
    if (kind.frequency == Kind.NONE) {
      return new Contestant(network, batch, folder, () -> {});
    }
    if (kind.frequency == Kind.OURS) {
      var builder = Run.builder().dir(folder).set("progress", "off");
      kind.settings.forEach(builder::set);
      Run run = builder.start();
      network.addListeners(new StepscopeListener(run));
      return new Contestant(
          network,
          batch,
          folder,
          () -> {
            Stepscope.finish(network);
            run.close();
          });
    }
    TrainingListener theirs;
    AutoCloseable storage;
    if (kind.settings.containsKey("file")) {
      FileStatsStorage file = new FileStatsStorage(folder.resolve("stats").toFile());
      theirs = new StatsListener(file, kind.frequency);
      storage = file::close;
    } else {
      theirs = new StatsListener(new InMemoryStatsStorage(), kind.frequency);
      storage = () -> {};
    }
    network.addListeners(theirs);
    return new Contestant(network, batch, folder, storage);
  }

  long parameters() {
    return network.numParams();
  }

  void train(int steps) {
    for (int i = 0; i < steps; i++) {
      network.fit(batch);
    }
  }

  /** Ends the training; then {@link #bytesStored} is final. */
  @Override
  public void close() throws Exception {
    storage.close();
    network.close();
  }

  /** Bytes of all files that were written. */
  long bytesStored() throws IOException {
    return bytes("");
  }

  /** Bytes of the files whose path has {@code part} in it. */
  long bytes(String part) throws IOException {
    try (Stream<Path> files = Files.walk(stored)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> stored.relativize(file).toString().contains(part))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  /**
   * A way to observe a training.
   *
   * @param frequency of StatsListener; {@link #NONE} for no listener, {@link #OURS} for ours
   * @param settings of our run; {@code file} for StatsListener's file storage
   */
  record Kind(String name, int frequency, Map<String, String> settings) {
    static final int NONE = 0;
    static final int OURS = -1;
  }
}
