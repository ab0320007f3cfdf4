package io.stepscope.benchmarks.journal;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loses up to 64 KiB when the process is killed. */
final class FileContender implements Contender {
  private final Path folder;
  private final DataOutputStream out;

  FileContender() throws IOException {
    folder = Folders.make();
    out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve("scalars")), 1 << 16));
  }

  @Override
  public synchronized void scalar(long step, double value) {
    try {
      out.writeLong(1);
      out.writeLong(step);
      out.writeLong(step);
      out.writeDouble(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    Folders.delete(folder);
  }
}
