package io.stepscope.event;

import java.util.Arrays;
import java.util.Objects;

/**
 * A picture.
 *
 * @param name series
 * @param png the picture as PNG; copied in and out
 * @param width pixels
 * @param height pixels
 */
public record Image(Stamp stamp, String name, byte[] png, int width, int height) implements Event {

  public Image {
    png = png.clone();
  }

  @Override
  public byte[] png() {
    return png.clone();
  }

  /** Size of the picture as PNG. */
  public int bytes() {
    return png.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that
        && stamp.equals(that.stamp)
        && name.equals(that.name)
        && Arrays.equals(png, that.png)
        && width == that.width
        && height == that.height;
  }

  @Override
  public int hashCode() {
    return Objects.hash(stamp, name, Arrays.hashCode(png));
  }

  @Override
  public EventKind kind() {
    return EventKind.IMAGE;
  }
}
