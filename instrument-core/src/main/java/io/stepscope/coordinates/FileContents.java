package io.stepscope.coordinates;

import io.stepscope.coordinates.GitIndex.Entry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;

/** Compares the contents of files with what the index says, as git would hash them. */
final class FileContents {

  private final GitRepository repository;
  private final GitAttributes attributes;
  private final Deadline deadline;

  FileContents(GitRepository repository, Deadline deadline) {
    this.repository = repository;
    this.attributes = new GitAttributes(repository);
    this.deadline = deadline;
  }

  boolean executableBitDiffers(Path file, Entry entry) throws IOException {
    if (entry.type() == Entry.SYMLINK || repository.config().isFalse("core.filemode")) {
      return false;
    }
    try {
      boolean executable =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
      return executable != entry.executable();
    } catch (UnsupportedOperationException e) {
      return false; // no such bit here
    }
  }

  GitDirty compare(Path file, Entry entry, BasicFileAttributes stat) throws IOException {
    boolean link = entry.type() == Entry.SYMLINK;
    if (stat.isSymbolicLink()) {
      return link ? compareLink(file, entry) : GitDirty.DIRTY;
    }
    if (link && !repository.config().isFalse("core.symlinks")) {
      return GitDirty.DIRTY;
    }
    long lineEnds = 0;
    byte[] hash = hash(Files.newInputStream(file), stat.size());
    if (hash.length > 0 && !Arrays.equals(hash, entry.object())) {
      lineEnds = countLineEnds(file);
      hash = lineEnds > 0 ? hashConverted(file, stat.size() - lineEnds) : hash;
    }
    if (hash.length == 0) {
      return GitDirty.UNKNOWN;
    }
    if (Arrays.equals(hash, entry.object())) {
      // Whether git converts line ends depends on settings that may be anywhere.
      return lineEnds > 0 ? GitDirty.UNKNOWN : GitDirty.CLEAN;
    }
    return attributes.mayConvert(file) ? GitDirty.UNKNOWN : GitDirty.DIRTY;
  }

  private GitDirty compareLink(Path file, Entry entry) throws IOException {
    String target = Files.readSymbolicLink(file).toString();
    MessageDigest digest = begin(target.getBytes(StandardCharsets.UTF_8).length);
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    return Arrays.equals(digest.digest(), entry.object()) ? GitDirty.CLEAN : GitDirty.DIRTY;
  }

  /** Name of the content as a git object; empty when time ran out. */
  private byte[] hash(InputStream content, long size) throws IOException {
    MessageDigest digest = begin(size);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = content) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        if (deadline.passed()) {
          return new byte[0];
        }
      }
    }
    return digest.digest();
  }

  private byte[] hashConverted(Path file, long size) throws IOException {
    return hash(new UnixLines(new BufferedInputStream(Files.newInputStream(file))), size);
  }

  private long countLineEnds(Path file) throws IOException {
    try (UnixLines in = new UnixLines(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] buffer = new byte[1 << 16];
      int count = in.read(buffer);
      while (count >= 0 && !deadline.passed()) {
        count = in.read(buffer);
      }
      return in.converted();
    }
  }

  private MessageDigest begin(long size) {
    MessageDigest digest = repository.format().digest();
    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    return digest;
  }
}
