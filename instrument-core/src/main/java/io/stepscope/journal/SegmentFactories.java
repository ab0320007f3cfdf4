package io.stepscope.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Mapped segments where the file system is local, plain ones elsewhere. */
final class SegmentFactories {
  private static final Set<String> NETWORK_TYPES =
      Set.of(
          "nfs",
          "nfs3",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "lustre",
          "9p",
          "afs",
          "ceph",
          "glusterfs",
          "gpfs",
          "beegfs",
          "orangefs",
          "webdav",
          "davfs");

  private static final byte[] ZEROS = new byte[1 << 16];

  private SegmentFactories() {}

  /** The factory for the file system that holds {@code folder}. */
  static SegmentFactory forFolder(Path folder, Trouble trouble) throws IOException {
    String type = Files.getFileStore(folder).type();
    if (!isNetwork(type)) {
      return SegmentFactories::mapped;
    }
    trouble.note("plain file writes instead of mapped memory: file system of type " + type);
    return SegmentFactories::plain;
  }

  static boolean isNetwork(String fileStoreType) {
    String type = fileStoreType.toLowerCase(Locale.ROOT);
    return NETWORK_TYPES.contains(type) || type.startsWith("fuse.") || type.equals("fuse");
  }

  /**
   * A file of real zeros, so that a full disk shows here and not as a fault in mapped memory. Where
   * mapping fails it is a plain one.
   */
  static Segment mapped(Path path, SegmentHeader header, Trouble trouble, BooleanSupplier cancelled)
      throws IOException {
    Files.createFile(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(Format.HEADER_BYTES);
      for (int left = header.size() - Format.HEADER_BYTES; left > 0; left -= ZEROS.length) {
        if (cancelled.getAsBoolean()) {
          throw new InterruptedIOException("the journal is being closed");
        }
        file.write(ZEROS, 0, Math.min(left, ZEROS.length));
      }
      MappedByteBuffer memory =
          file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, header.size());
      file.seek(0);
      file.write(header.encode(Format.HEADER_BYTES));
      return new MappedSegment(path, header, memory);
    } catch (InterruptedIOException e) {
      Files.deleteIfExists(path);
      throw e;
    } catch (IOException | OutOfMemoryError e) {
      Files.deleteIfExists(path);
      if (!isMappingFailure(e)) {
        throw e;
      }
      trouble.note("plain file writes instead of mapped memory: " + e.getMessage());
      return plain(path, header, trouble, cancelled);
    }
  }

  /** The JDK reports a failed mapping as an IOException around an OutOfMemoryError, or bare. */
  private static boolean isMappingFailure(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).contains("Map failed");
  }

  static Segment plain(Path path, SegmentHeader header, Trouble trouble, BooleanSupplier cancelled)
      throws IOException {
    Files.createFile(path);
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.write(header.encode(Format.SEALED));
      return new PlainSegment(path, header, file, trouble);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }
}
