package io.stepscope.coordinates;

import io.stepscope.coordinates.GitIndex.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a work tree is dirty the way {@code git status --untracked-files=no} does, without
 * the git program: files against the index, the index against HEAD.
 *
 * <p>Only reads; the index is never refreshed, so files that were touched are hashed each time.
 */
final class GitWorkTree {

  private static final int MAX_NESTING = 4;

  private final GitRepository repository;
  private final FileContents contents;
  private final Deadline deadline;
  private final int nesting;

  GitWorkTree(GitRepository repository, Deadline deadline) {
    this(repository, deadline, 0);
  }

  private GitWorkTree(GitRepository repository, Deadline deadline, int nesting) {
    this.repository = repository;
    this.deadline = deadline;
    this.nesting = nesting;
    this.contents = new FileContents(repository, deadline);
  }

  GitDirty dirty() throws IOException {
    Path file = repository.gitDir().resolve("index");
    String commit = repository.commit();
    if (!Files.isRegularFile(file)) {
      return commit == null ? GitDirty.CLEAN : GitDirty.UNKNOWN;
    }
    FileTime written = Files.getLastModifiedTime(file);
    List<Entry> entries = GitIndex.parse(Files.readAllBytes(file), repository.format());
    GitDirty staged = staged(entries, commit);
    if (staged == GitDirty.DIRTY) {
      return staged;
    }
    GitDirty changed = changed(entries, written.toInstant());
    return changed == GitDirty.CLEAN ? staged : changed;
  }

  private GitDirty staged(List<Entry> entries, @Nullable String commit) throws IOException {
    if (commit == null) {
      return entries.isEmpty() ? GitDirty.CLEAN : GitDirty.DIRTY;
    }
    if (entries.stream().anyMatch(entry -> entry.unmerged() || entry.intentToAdd())) {
      return GitDirty.DIRTY;
    }
    String tree = new GitObjects(repository).treeOf(commit);
    if (tree == null) {
      return GitDirty.UNKNOWN;
    }
    boolean same = tree.equals(GitTree.nameOf(entries, repository.format()));
    return same ? GitDirty.CLEAN : GitDirty.DIRTY;
  }

  private GitDirty changed(List<Entry> entries, Instant indexWritten) throws IOException {
    GitDirty result = GitDirty.CLEAN;
    for (Entry entry : entries) {
      if (entry.ignored()) {
        continue;
      }
      GitDirty one = changed(entry, indexWritten);
      if (one == GitDirty.DIRTY) {
        return one;
      }
      result = one == GitDirty.UNKNOWN ? one : result;
      if (deadline.passed()) {
        return GitDirty.UNKNOWN;
      }
    }
    return result;
  }

  private GitDirty changed(Entry entry, Instant indexWritten) throws IOException {
    String path = entry.pathText();
    if (path.indexOf('\uFFFD') >= 0) {
      return GitDirty.UNKNOWN; // no UTF-8: cannot be named in Java
    }
    Path file = repository.workTree().resolve(path);
    BasicFileAttributes attributes = attributes(file);
    if (entry.type() == Entry.SUBMODULE) {
      return attributes == null ? GitDirty.DIRTY : submodule(entry, file);
    }
    if (attributes == null || attributes.isDirectory()) {
      return GitDirty.DIRTY;
    }
    if (attributes.isRegularFile() && contents.executableBitDiffers(file, entry)) {
      return GitDirty.DIRTY;
    }
    return looksUntouched(entry, attributes, indexWritten)
        ? GitDirty.CLEAN
        : contents.compare(file, entry, attributes);
  }

  private static @Nullable BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // gone, or a folder on the way is no folder any more
    }
  }

  /**
   * Size and time of modification are those of the index. A file that was written while the index
   * was may have changed once more without a later time ("racily clean"), and is not believed.
   */
  private static boolean looksUntouched(
      Entry entry, BasicFileAttributes attributes, Instant indexWritten) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    boolean sameTime =
        modified.getEpochSecond() == entry.modifiedSeconds()
            && (entry.modifiedNanos() == 0 || modified.getNano() == entry.modifiedNanos());
    boolean racy =
        entry.modifiedNanos() == 0
            ? modified.getEpochSecond() >= indexWritten.getEpochSecond()
            : !modified.isBefore(indexWritten);
    return sameTime && !racy && (attributes.size() & 0xFFFF_FFFFL) == entry.size();
  }

  /** Another commit, or dirty itself. One that was never checked out is an empty folder. */
  private GitDirty submodule(Entry entry, Path folder) throws IOException {
    GitRepository inner = GitRepository.at(folder);
    if (inner == null) {
      return Files.isDirectory(folder) ? GitDirty.CLEAN : GitDirty.DIRTY;
    }
    String commit = inner.commit();
    if (commit == null || !Arrays.equals(HexFormat.of().parseHex(commit), entry.object())) {
      return GitDirty.DIRTY;
    }
    return nesting == MAX_NESTING
        ? GitDirty.UNKNOWN
        : new GitWorkTree(inner, deadline, nesting + 1).dirty();
  }
}
