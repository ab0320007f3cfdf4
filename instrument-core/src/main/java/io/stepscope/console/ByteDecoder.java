package io.stepscope.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * Makes text of the bytes that are printed on one stream, however characters are torn apart. What
 * is no character becomes U+FFFD. Used by one thread at a time.
 */
final class ByteDecoder {

  private static final byte[] NOTHING = {};

  private final CharsetDecoder decoder;
  private final CharBuffer chars = CharBuffer.allocate(1_024);

  /** The beginning of a character. */
  private byte[] rest = NOTHING;

  ByteDecoder(Charset charset) {
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** Decodes into {@code to}, a piece at a time. */
  void decode(byte[] bytes, int offset, int length, LineAssembler to) {
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    if (rest.length > 0) {
      in = ByteBuffer.allocate(rest.length + length).put(rest).put(in).flip();
      rest = NOTHING;
    }
    boolean overflow = true;
    while (overflow) {
      overflow = decoder.decode(in, chars.clear(), false).isOverflow();
      if (chars.flip().hasRemaining()) {
        to.add(chars.toString(), false);
      }
    }
    if (in.hasRemaining()) {
      rest = new byte[in.remaining()];
      in.get(rest);
    }
  }

  /** Text follows: a character that has only begun never ends. */
  void giveUp(LineAssembler to) {
    if (rest.length > 0) {
      rest = NOTHING;
      decoder.reset();
      to.add("\ufffd", false);
    }
  }
}
