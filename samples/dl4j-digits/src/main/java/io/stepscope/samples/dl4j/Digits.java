package io.stepscope.samples.dl4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** 1,797 hand-written digits of 8x8 pixels, as data sets. See {@code digits.README.md}. */
final class Digits {

  private static final int PIXELS = 64;
  private static final int CLASSES = 10;

  /** How many digits are trained on. */
  static final int TRAINING = 1500;

  private final List<String> lines;

  private Digits(List<String> lines) {
    this.lines = lines;
  }

  /** Reads the digits from the class path. */
  static Digits load() throws IOException {
    InputStream file = Digits.class.getResourceAsStream("/digits.csv.gz");
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(file)), StandardCharsets.US_ASCII))) {
      // The file is sorted by writer; training and test digits are to come from all of them.
      List<String> lines = new ArrayList<>(reader.lines().toList());
      Collections.shuffle(lines, new Random(42));
      return new Digits(lines);
    }
  }

  /** 1,500 of them, one data set each, to be shuffled and put together to batches. */
  List<DataSet> training() {
    return digits(0, TRAINING).asList();
  }

  /** The others, in one data set. */
  DataSet test() {
    return digits(TRAINING, lines.size());
  }

  private DataSet digits(int from, int to) {
    float[][] pixels = new float[to - from][PIXELS];
    float[][] classes = new float[to - from][CLASSES];
    for (int i = from; i < to; i++) {
      String[] numbers = lines.get(i).split(",");
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        pixels[i - from][pixel] = Integer.parseInt(numbers[pixel]) / 16f;
      }
      classes[i - from][Integer.parseInt(numbers[PIXELS])] = 1;
    }
    return new DataSet(Nd4j.createFromArray(pixels), Nd4j.createFromArray(classes));
  }
}
