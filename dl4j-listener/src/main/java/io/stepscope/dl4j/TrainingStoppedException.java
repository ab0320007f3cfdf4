package io.stepscope.dl4j;

/**
 * Ends {@code fit} because a user stopped the run. The model can be used and trained further, and
 * no thread of {@code fit} is left behind.
 */
public final class TrainingStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TrainingStoppedException(String reason) {
    super(reason);
  }
}
