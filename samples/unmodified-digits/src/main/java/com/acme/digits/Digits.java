package com.acme.digits;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
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

/** 1,797 hand-written digits of 8x8 pixels, as datasets. See {@code digits.README.md}. */
final class Digits {

  private static final int PIXELS = 64;

  /** How many digits are trained on. */
  static final int TRAINING = 1500;

  private final float[][] images;
  private final float[] labels;

  private Digits(float[][] images, float[] labels) {
    this.images = images;
    this.labels = labels;
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
      float[][] images = new float[lines.size()][PIXELS];
      float[] labels = new float[lines.size()];
      for (int i = 0; i < images.length; i++) {
        String[] numbers = lines.get(i).split(",");
        for (int pixel = 0; pixel < PIXELS; pixel++) {
          images[i][pixel] = Integer.parseInt(numbers[pixel]) / 16f;
        }
        labels[i] = Integer.parseInt(numbers[PIXELS]);
      }
      return new Digits(images, labels);
    }
  }

  /** 1,500 of them, in an order that changes with every epoch. */
  Dataset training(NDManager manager, int batchSize) {
    return dataset(manager, 0, TRAINING, batchSize, true);
  }

  /** The others. */
  Dataset test(NDManager manager, int batchSize) {
    return dataset(manager, TRAINING, images.length, batchSize, false);
  }

  private Dataset dataset(NDManager manager, int from, int to, int batchSize, boolean shuffled) {
    float[] pixels = new float[(to - from) * PIXELS];
    float[] classes = new float[to - from];
    for (int i = from; i < to; i++) {
      System.arraycopy(images[i], 0, pixels, (i - from) * PIXELS, PIXELS);
      classes[i - from] = labels[i];
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(pixels, new Shape(to - from, 1, 8, 8)))
        .optLabels(manager.create(classes))
        .setSampling(batchSize, shuffled)
        .build();
  }
}
