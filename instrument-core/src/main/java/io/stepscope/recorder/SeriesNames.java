package io.stepscope.recorder;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What may be the name of a series, and what a bad name becomes so that its values are kept. */
public final class SeriesNames {

  /** Longest name in UTF-16 units; at three UTF-8 bytes each at most 768 bytes. */
  static final int LONGEST = 256;

  static final String UNNAMED = "unnamed";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private SeriesNames() {}

  /** Whether a name needs no mending. */
  public static boolean isGood(@Nullable String name) {
    return name != null && name.length() <= LONGEST && !name.isBlank();
  }

  /**
   * A blank name becomes {@value #UNNAMED}; a long one is cut and ends in a hash of the whole, so
   * that different names stay different.
   */
  public static String mended(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return UNNAMED;
    }
    if (name.length() <= LONGEST) {
      return name;
    }
    long hash = FNV_OFFSET;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    int cut = LONGEST - 17;
    if (Character.isHighSurrogate(name.charAt(cut - 1))) {
      cut--;
    }
    return name.substring(0, cut) + "~" + String.format("%016x", hash);
  }

  /** The start of a name, for messages. */
  static String abbreviated(@Nullable String name) {
    String text = String.valueOf(name);
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
