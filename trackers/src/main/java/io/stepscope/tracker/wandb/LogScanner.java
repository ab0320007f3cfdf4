package io.stepscope.tracker.wandb;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Reads the records of a {@code .wandb} file, which {@link TransactionLog} describes. */
final class LogScanner implements AutoCloseable {
  private static final int BLOCK = 1 << 15;
  private static final int FILE_HEADER = 7;
  private static final int CHUNK_HEADER = 7;
  private static final int FULL = 1;
  private static final int LAST = 4;

  private final Path file;
  private final DataInputStream in;
  private final CRC32 crc = new CRC32();
  private long at = FILE_HEADER;

  LogScanner(Path file) throws IOException {
    this.file = file;
    in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BLOCK));
    in.skipNBytes(FILE_HEADER);
  }

  /**
   * The next record; null at the end.
   *
   * @throws IOException if the file is damaged there, or ends within a record
   */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    boolean first = true;
    while (true) {
      int left = BLOCK - (int) (at % BLOCK);
      if (left < CHUNK_HEADER) {
        in.skipNBytes(left);
        at += left;
      }
      int sum;
      try {
        sum = Integer.reverseBytes(in.readInt());
      } catch (EOFException e) {
        if (first) {
          return null;
        }
        throw new IOException(file + " ends within a record", e);
      }
      int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
      int type = in.readByte();
      byte[] content = in.readNBytes(length);
      crc.reset();
      crc.update(type);
      crc.update(content);
      if (content.length < length || (int) crc.getValue() != sum) {
        throw new IOException(file + " is damaged at " + at);
      }
      at += CHUNK_HEADER + length;
      record.writeBytes(content);
      if (type == FULL || type == LAST) {
        return record.toByteArray();
      }
      first = false;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
