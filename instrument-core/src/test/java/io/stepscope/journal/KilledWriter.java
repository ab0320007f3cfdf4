package io.stepscope.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes from two threads until it is killed, and notes each acknowledged call. */
final class KilledWriter {
  private static final VarHandle COUNTS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private KilledWriter() {}

  /** Arguments: {@code journal} or {@code stream}, and a folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    MappedByteBuffer acknowledged = map(folder.resolve("acknowledged"));
    if (args[0].equals("journal")) {
      JournalWriter journal =
          JournalWriter.open(folder.resolve("journal"), "run", 0, JournalOptions.defaults());
      for (int thread = 0; thread < 2; thread++) {
        int number = thread;
        int name = journal.nameId(number + "/loss");
        start(acknowledged, number, at -> journal.scalar(name, at, 0, at, at * 0.5));
      }
    } else {
      for (int thread = 0; thread < 2; thread++) {
        OutputStream stream =
            new BufferedOutputStream(
                Files.newOutputStream(folder.resolve("stream-" + thread)), 1 << 16);
        byte[] record = new byte[32];
        start(
            acknowledged,
            thread,
            at -> {
              stream.write(record);
              return true;
            });
      }
    }
  }

  private interface Writing {
    boolean write(long at) throws IOException;
  }

  private static void start(MappedByteBuffer acknowledged, int thread, Writing writing) {
    new Thread(
            () -> {
              try {
                for (long at = 0; writing.write(at); at++) {
                  COUNTS.setRelease(acknowledged, 128 * thread, at + 1);
                }
                System.exit(3);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .start();
  }

  private static MappedByteBuffer map(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(4096);
      return file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4096);
    }
  }
}
