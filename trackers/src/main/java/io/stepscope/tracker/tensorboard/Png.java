package io.stepscope.tracker.tensorboard;

/**
 * What is read of PNG files.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#11IHDR">PNG, image header</a>
 */
final class Png {
  /** After signature, chunk length, chunk type, width, height and bit depth. */
  private static final int COLOUR_TYPE = 25;

  private static final int RGB = 3;

  private Png() {}

  /** Channels of a decoded pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  static int channels(byte[] png) {
    if (png.length <= COLOUR_TYPE) {
      return RGB;
    }
    return switch (png[COLOUR_TYPE]) {
      case 0 -> 1;
      case 4 -> 2;
      case 6 -> 4;
      default -> RGB;
    };
  }
}
