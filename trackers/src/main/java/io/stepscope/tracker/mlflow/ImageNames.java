package io.stepscope.tracker.mlflow;

import java.util.Locale;

/**
 * How files of stepped images are called: {@code <key> step <n> timestamp <ms> <uuid>.png}, put
 * together by signs that MLflow changed. Servers before 3.11 know only the first; later ones read
 * both, but some proxies spoil file names with a percent sign.
 *
 * @see <a href="https://github.com/mlflow/mlflow/blob/master/mlflow/tracking/client.py">log_image
 *     in mlflow/tracking/client.py</a>
 */
enum ImageNames {
  PERCENT('%', '#'),
  PLUS('+', '~');

  private final char separator;
  private final char slash;

  ImageNames(char separator, char slash) {
    this.separator = separator;
    this.slash = slash;
  }

  /** Those of a server's version such as {@code 3.11.0}. */
  static ImageNames ofVersion(String version) {
    String[] parts = version.split("\\D+");
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    return major > 3 || (major == 3 && minor >= 11) ? PLUS : PERCENT;
  }

  static ImageNames of(String word) {
    return word.equals(PLUS.word()) ? PLUS : PERCENT;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Path of an image without its ending. */
  String stem(String key, long step, long timeMillis, String uuid) {
    return "images/"
        + key.replace('/', slash)
        + separator
        + "step"
        + separator
        + step
        + separator
        + "timestamp"
        + separator
        + timeMillis
        + separator
        + uuid;
  }

  /** The whole picture. */
  static String picture(String stem) {
    return stem + ".png";
  }

  /** The small one that the UI shows first. */
  String thumbnail(String stem) {
    return stem + separator + "compressed.webp";
  }
}
