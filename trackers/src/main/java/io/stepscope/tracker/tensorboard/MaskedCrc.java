package io.stepscope.tracker.tensorboard;

import java.util.zip.CRC32C;

/**
 * The checksum of a record: CRC-32C, rotated and shifted, so that the checksum of data that holds
 * checksums keeps its strength.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/lib/hash/crc32c.h">
 *     crc32c.h, {@code Mask}</a>
 */
final class MaskedCrc {
  private static final int DELTA = 0xa282ead8;

  private final CRC32C crc = new CRC32C();

  int of(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + DELTA;
  }
}
