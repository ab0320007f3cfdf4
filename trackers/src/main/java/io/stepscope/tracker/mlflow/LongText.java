package io.stepscope.tracker.mlflow;

/** Texts that are longer than a tag or hyper-parameter may be. */
final class LongText {
  /** {@code MAX_PARAM_VAL_LENGTH}. */
  static final int PARAM = 6_000;

  /** {@code MAX_TAG_VAL_LENGTH} of the oldest servers. */
  static final int TAG = 5_000;

  private static final int ROOM_FOR_NOTE = 500;

  private LongText() {}

  /** The text itself, or its beginning with a note of where all of it is. */
  static String fitting(String text, int most, String whereAllOfItIs) {
    if (text.length() <= most) {
      return text;
    }
    int cut = most - ROOM_FOR_NOTE;
    if (Character.isHighSurrogate(text.charAt(cut - 1))) {
      cut--;
    }
    return text.substring(0, cut)
        + "… ("
        + text.length()
        + " characters, all of them in "
        + whereAllOfItIs
        + ")";
  }
}
