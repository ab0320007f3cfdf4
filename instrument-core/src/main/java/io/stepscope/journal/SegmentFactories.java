package io.stepscope.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

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

  /** Direct, or every write allocates and frees a copy outside the heap. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16);

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
  static Segment mapped(
      Path path, SegmentHeader header, Trouble trouble, SegmentFactory.Demand demand)
      throws IOException {
    Files.createFile(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      SegmentHeader laid = header.withSize(layOut(file.getChannel(), header.size(), demand));
      file.seek(0);
      file.write(laid.encode(Format.HEADER_BYTES));
      MappedByteBuffer memory =
          file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, laid.size());
      return new MappedSegment(path, laid, memory);
    } catch (IOException | OutOfMemoryError e) {
      Files.deleteIfExists(path);
      if (!isMappingFailure(e)) {
        throw e;
      }
      trouble.note("plain file writes instead of mapped memory: " + e.getMessage());
      return plain(path, header, trouble, demand);
    }
  }

  /** Writes zeros, less of them if a thread waits; gives the size reached. */
  private static int layOut(FileChannel file, int size, SegmentFactory.Demand demand)
      throws IOException {
    int done = 0;
    while (done < size && !demand.isContentWith(done)) {
      if (demand.isCancelled()) {
        throw new InterruptedIOException("the journal is being closed");
      }
      done += file.write(ZEROS.slice(0, Math.min(size - done, ZEROS.capacity())));
    }
    return done;
  }

  /** The JDK reports a failed mapping as an IOException around an OutOfMemoryError, or bare. */
  private static boolean isMappingFailure(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).contains("Map failed");
  }

  static Segment plain(
      Path path, SegmentHeader header, Trouble trouble, SegmentFactory.Demand demand)
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
