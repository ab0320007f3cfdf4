package io.stepscope.probe;

/**
 * A device cannot do this yet, and may soon: it prepares itself in the background since it was
 * first asked. That is no failure; whoever asked does without it and asks again some time later.
 */
public final class NotReadyException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Says what is not there yet.
   *
   * @param message what, as in "the kernel is not ready"
   */
  public NotReadyException(String message) {
    super(message);
  }
}
