package io.stepscope.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The digits of the sample, as many as a test needs. */
final class Digits {

  private static final Path FILE =
      Path.of("..", "samples", "djl-digits", "src", "main", "resources", "digits.csv.gz");

  private Digits() {}

  /** {@code count} digits from {@code first}, in their order, in batches. */
  static ArrayDataset dataset(NDManager manager, int first, int count, int batchSize) {
    List<String> lines = lines().subList(first, first + count);
    float[] pixels = new float[count * 64];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      String[] numbers = lines.get(i).split(",");
      for (int pixel = 0; pixel < 64; pixel++) {
        pixels[i * 64 + pixel] = Integer.parseInt(numbers[pixel]) / 16f;
      }
      labels[i] = Integer.parseInt(numbers[64]);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(pixels, new Shape(count, 64)))
        .optLabels(manager.create(labels))
        .setSampling(batchSize, false)
        .build();
  }

  private static List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
