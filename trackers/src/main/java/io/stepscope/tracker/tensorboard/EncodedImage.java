package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A picture as it lies in an event file; size and format are read from its own bytes.
 *
 * @param width pixels; 0 if it is no PNG
 * @param height pixels; 0 if it is no PNG
 */
record EncodedImage(byte[] bytes, int width, int height) {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** After signature, chunk length and chunk type. */
  private static final int WIDTH = 16;

  private static final int HEIGHT = 20;

  /** {@code Summary.Image}. */
  static EncodedImage read(ProtoReader in) throws IOException {
    byte[] bytes = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      bytes = field == 4 ? in.bytes() : bytes;
    }
    return of(bytes);
  }

  static EncodedImage of(byte[] bytes) {
    if (!begins(bytes, PNG) || bytes.length < HEIGHT + Integer.BYTES) {
      return new EncodedImage(bytes, 0, 0);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return new EncodedImage(bytes, header.getInt(WIDTH), header.getInt(HEIGHT));
  }

  boolean isPng() {
    return width > 0 && height > 0;
  }

  /** What the name of a file with it ends in. */
  String suffix() {
    if (begins(bytes, PNG)) {
      return "png";
    }
    if (begins(bytes, "GIF8".getBytes(StandardCharsets.US_ASCII))) {
      return "gif";
    }
    if (begins(bytes, new byte[] {(byte) 0xff, (byte) 0xd8})) {
      return "jpg";
    }
    return begins(bytes, "RIFF".getBytes(StandardCharsets.US_ASCII)) ? "webp" : "image";
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && ByteBuffer.wrap(bytes, 0, with.length).equals(ByteBuffer.wrap(with));
  }
}
