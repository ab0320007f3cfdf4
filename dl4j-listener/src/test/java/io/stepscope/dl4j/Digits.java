package io.stepscope.dl4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** The digits of the sample, as many as a test needs. */
final class Digits {

  static final int BATCH = 32;

  private static final Path FILE =
      Path.of("..", "samples", "djl-digits", "src", "main", "resources", "digits.csv.gz");

  private static final List<String> LINES = lines();

  private Digits() {}

  /** {@code count} batches from the first digit on, in their order. */
  static List<DataSet> batches(int count) {
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch(i * BATCH, BATCH));
    }
    return batches;
  }

  /** An iterator over {@code count} batches, which the training reads itself. */
  static DataSetIterator iterator(int count) {
    return new ExistingDataSetIterator(batches(count));
  }

  /** {@code count} digits from {@code first}, in their order. */
  static DataSet batch(int first, int count) {
    float[][] pixels = new float[count][64];
    float[][] labels = new float[count][10];
    for (int i = 0; i < count; i++) {
      String[] numbers = LINES.get(first + i).split(",");
      for (int pixel = 0; pixel < 64; pixel++) {
        pixels[i][pixel] = Integer.parseInt(numbers[pixel]) / 16f;
      }
      labels[i][Integer.parseInt(numbers[64])] = 1;
    }
    return new DataSet(Nd4j.create(pixels), Nd4j.create(labels));
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
