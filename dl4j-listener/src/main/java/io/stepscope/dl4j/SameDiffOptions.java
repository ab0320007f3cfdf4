package io.stepscope.dl4j;

/**
 * What a listener was told.
 *
 * @param epochs how many there will be; negative when unknown
 * @param timesOps whether every operation is timed
 * @param repairsLoss whether SameDiff is made to calculate a loss that it would leave out
 */
record SameDiffOptions(int epochs, boolean timesOps, boolean repairsLoss) {

  static final SameDiffOptions DEFAULT = new SameDiffOptions(-1, false, true);

  SameDiffOptions withEpochs(int count) {
    return new SameDiffOptions(count, timesOps, repairsLoss);
  }

  SameDiffOptions withOpTimings(boolean on) {
    return new SameDiffOptions(epochs, on, repairsLoss);
  }

  SameDiffOptions withLossRepair(boolean on) {
    return new SameDiffOptions(epochs, timesOps, on);
  }
}
