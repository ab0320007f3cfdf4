package io.stepscope.folder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keeps files of a run under their SHA-256: the same bytes are stored once, whatever they are
 * called. Thread-safe.
 */
public final class ArtifactStore {

  private final Path folder;

  /** The store in {@link RunFolder#artifacts}; made with the first file. */
  public ArtifactStore(RunFolder run) {
    this.folder = run.artifacts();
  }

  /**
   * Copies a file into the store.
   *
   * @throws IOException if it cannot be read or stored
   */
  public Stored store(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return store(content);
    }
  }

  /** Stores what is in memory, as {@link #store(Path)} does. */
  public Stored store(byte[] content) throws IOException {
    return store(new ByteArrayInputStream(content));
  }

  private Stored store(InputStream content) throws IOException {
    Files.createDirectories(folder);
    Path copy = Files.createTempFile(folder, ".incoming", "");
    try {
      MessageDigest digest = sha256();
      long bytes;
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
        bytes = content.transferTo(out);
      }
      String name = HexFormat.of().formatHex(digest.digest());
      Path target = folder.resolve(name);
      if (!Files.exists(target)) {
        moveInto(copy, target);
      }
      return new Stored(name, bytes);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static void moveInto(Path copy, Path target) throws IOException {
    try {
      Files.move(copy, target);
    } catch (FileAlreadyExistsException e) {
      // Somebody stored the same bytes in the meantime.
      Files.deleteIfExists(copy);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * A file in the store.
   *
   * @param sha256 lower-case hex, and its name in the store
   * @param bytes size
   */
  public record Stored(String sha256, long bytes) {}
}
