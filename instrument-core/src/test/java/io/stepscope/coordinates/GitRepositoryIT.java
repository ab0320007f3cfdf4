package io.stepscope.coordinates;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryIT {

  @TempDir Path home;

  private GitSandbox sandbox;
  private Path folder;

  @BeforeEach
  void makeRepository() throws Exception {
    sandbox = new GitSandbox(home);
    folder = sandbox.repository("work");
  }

  private static GitRepository open(Path at) throws Exception {
    return requireNonNull(GitRepository.find(at));
  }

  private static GitDirty dirty(Path at) throws Exception {
    return new GitWorkTree(open(at), Deadline.in(Duration.ofMinutes(1))).dirty();
  }

  /** Where git is sure, so must we be. */
  private void assertAgreesWithGit(GitDirty expected) throws Exception {
    assertThat(dirty(folder)).isEqualTo(expected);
    assertThat(sandbox.status(folder).isEmpty()).isEqualTo(expected == GitDirty.CLEAN);
  }

  private void assertFindsHead(Path at) throws Exception {
    assertThat(open(at).commit()).isEqualTo(sandbox.git(at, "rev-parse", "HEAD"));
  }

  @Test
  void cleanRepositoryFromAFolderWithin() throws Exception {
    Path within = folder.resolve("src/main");

    assertFindsHead(within);
    assertThat(open(within).branch()).isEqualTo("main");
    assertThat(open(within).workTree()).isEqualTo(folder);
    assertThat(open(within).remote()).isNull();
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void noRepositoryAtAll() throws Exception {
    assertThat(GitRepository.at(home)).isNull();
  }

  @Test
  void modifiedFile() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "something else\n");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void modifiedFileOfTheSameSizeAndTime() throws Exception {
    // As if it was changed right after it was staged, before the clock of the file system moved.
    Path file = folder.resolve("a.txt");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] = 'X';
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    Files.setLastModifiedTime(folder.resolve(".git/index"), time);
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void touchedFileIsStillClean() throws Exception {
    Files.setLastModifiedTime(
        folder.resolve("a.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void deletedFile() throws Exception {
    Files.delete(folder.resolve("src/main/B.java"));
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void fileThatBecameAFolder() throws Exception {
    Files.delete(folder.resolve("z"));
    Files.createDirectories(folder.resolve("z"));
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void untrackedFilesDoNotCount() throws Exception {
    Files.writeString(folder.resolve("new.txt"), "new");
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void stagedChange() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "something else\n");
    sandbox.git(folder, "add", "a.txt");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void stagedNewAndStagedDeletion() throws Exception {
    Files.writeString(folder.resolve("new.txt"), "new");
    sandbox.git(folder, "add", "new.txt");
    assertAgreesWithGit(GitDirty.DIRTY);
    sandbox.git(folder, "reset", "-q", "--hard");
    assertAgreesWithGit(GitDirty.CLEAN);
    sandbox.git(folder, "rm", "-q", "--cached", "a.txt");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void stagedAndTakenBack() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve("a.txt"));
    Files.writeString(folder.resolve("a.txt"), "something else\n");
    sandbox.git(folder, "add", "a.txt");
    Files.write(folder.resolve("a.txt"), before);
    sandbox.git(folder, "add", "a.txt");
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void intentToAdd() throws Exception {
    Files.writeString(folder.resolve("new.txt"), "new");
    sandbox.git(folder, "add", "-N", "new.txt");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void executableBit() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertAgreesWithGit(GitDirty.DIRTY);
    sandbox.commitAll(folder, "executable");
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void symbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a.txt"));
    sandbox.commitAll(folder, "link");
    assertAgreesWithGit(GitDirty.CLEAN);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("z"));
    assertAgreesWithGit(GitDirty.DIRTY);
    Files.delete(link);
    Files.writeString(link, "a.txt");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void assumedUnchangedFilesAreNotLookedAt() throws Exception {
    sandbox.git(folder, "update-index", "--assume-unchanged", "a.txt");
    sandbox.git(folder, "update-index", "--skip-worktree", "z");
    Files.writeString(folder.resolve("a.txt"), "something else\n");
    Files.delete(folder.resolve("z"));
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void mergeConflict() throws Exception {
    sandbox.git(folder, "checkout", "-q", "-b", "other", "HEAD~1");
    Files.writeString(folder.resolve("z"), "other\n");
    sandbox.commitAll(folder, "other");
    assertThat(open(folder).branch()).isEqualTo("other");
    sandbox.git(folder, "config", "merge.conflictStyle", "merge");
    try {
      sandbox.git(folder, "merge", "main");
    } catch (IOException expected) {
      assertThat(expected).hasMessageContaining("CONFLICT");
    }
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void detachedHead() throws Exception {
    sandbox.git(folder, "checkout", "-q", "--detach", "HEAD~1");
    assertThat(open(folder).branch()).isNull();
    assertFindsHead(folder);
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void branchWithSlashes() throws Exception {
    sandbox.git(folder, "checkout", "-q", "-b", "feature/deep/x");
    assertThat(open(folder).branch()).isEqualTo("feature/deep/x");
    assertFindsHead(folder);
  }

  @Test
  void packedReferences() throws Exception {
    sandbox.git(folder, "tag", "-a", "-m", "tag", "v1");
    sandbox.git(folder, "pack-refs", "--all");
    assertThat(folder.resolve(".git/refs/heads/main")).doesNotExist();
    assertFindsHead(folder);
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void packedObjectsWithDeltas() throws Exception {
    for (int i = 0; i < 30; i++) {
      Files.writeString(folder.resolve("z"), "line " + i + "\n");
      sandbox.commitAll(folder, "a long message that is always the same ".repeat(20) + i);
    }
    sandbox.git(folder, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50");
    sandbox.git(folder, "prune-packed");
    String commits = sandbox.git(folder, "rev-list", "HEAD");
    assertThat(commits.split("\n"))
        .hasSize(32)
        .allSatisfy(
            commit ->
                assertThat(new GitObjects(open(folder)).treeOf(commit))
                    .isEqualTo(sandbox.git(folder, "rev-parse", commit + "^{tree}")));
    assertAgreesWithGit(GitDirty.CLEAN);
    Files.writeString(folder.resolve("z"), "changed\n");
    sandbox.git(folder, "add", "z");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void afterGarbageCollection() throws Exception {
    sandbox.git(folder, "gc", "-q");
    assertFindsHead(folder);
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void borrowedObjects() throws Exception {
    sandbox.git(home, "clone", "-q", "--shared", folder.toString(), "borrower");
    Path borrower = home.resolve("borrower");
    assertFindsHead(borrower);
    assertThat(dirty(borrower)).isEqualTo(GitDirty.CLEAN);
    assertThat(open(borrower).remote()).isEqualTo(folder.toString());
  }

  @Test
  void indexOfEveryVersion() throws Exception {
    for (String version : new String[] {"2", "4", "3"}) {
      sandbox.git(folder, "update-index", "--index-version", version);
      assertAgreesWithGit(GitDirty.CLEAN);
    }
    sandbox.git(folder, "update-index", "--index-version", "4");
    Files.writeString(folder.resolve("src/main/B.java"), "changed");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void splitIndexIsNotGuessed() throws Exception {
    sandbox.git(folder, "update-index", "--split-index");
    assertThatUnknown();
    sandbox.git(folder, "update-index", "--no-split-index");
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  private void assertThatUnknown() {
    Facts facts = new Facts();
    GitCoordinates.gather(folder, facts);
    assertThat(facts.values()).containsEntry("git.state", "unknown").containsKey("git.commit");
  }

  @Test
  void noCommitsYet() throws Exception {
    Path empty = Files.createDirectories(home.resolve("empty"));
    sandbox.git(empty, "init", "-q", "-b", "trunk");
    assertThat(open(empty).commit()).isNull();
    assertThat(open(empty).branch()).isEqualTo("trunk");
    assertThat(dirty(empty)).isEqualTo(GitDirty.CLEAN);
    Files.writeString(empty.resolve("a"), "a");
    sandbox.git(empty, "add", "a");
    assertThat(dirty(empty)).isEqualTo(GitDirty.DIRTY);
  }

  @Test
  void linkedWorkTree() throws Exception {
    sandbox.git(folder, "worktree", "add", "-q", "-b", "side", "../side");
    Path side = home.resolve("side");
    sandbox.git(folder, "config", "remote.origin.url", "https://host/x.git");
    assertThat(open(side).branch()).isEqualTo("side");
    assertThat(open(side).remote()).isEqualTo("https://host/x.git");
    assertFindsHead(side);
    assertThat(dirty(side)).isEqualTo(GitDirty.CLEAN);
    Files.writeString(side.resolve("z"), "changed");
    assertThat(dirty(side)).isEqualTo(GitDirty.DIRTY);
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void submodule() throws Exception {
    Path inner = sandbox.repository("inner");
    sandbox.git(folder, "submodule", "--quiet", "add", inner.toString(), "lib");
    sandbox.git(folder, "commit", "-q", "-m", "submodule");
    Path lib = folder.resolve("lib");
    assertThat(open(lib).workTree()).isEqualTo(lib);
    assertFindsHead(lib);
    assertAgreesWithGit(GitDirty.CLEAN);
    Files.writeString(lib.resolve("z"), "changed");
    assertAgreesWithGit(GitDirty.DIRTY);
    sandbox.git(lib, "checkout", "-q", "--", ".");
    assertAgreesWithGit(GitDirty.CLEAN);
    sandbox.git(lib, "checkout", "-q", "HEAD~1");
    assertAgreesWithGit(GitDirty.DIRTY);
    sandbox.git(folder, "submodule", "--quiet", "deinit", "-f", "lib");
    assertAgreesWithGit(GitDirty.CLEAN);
  }

  @Test
  void repositoryWithSha256() throws Exception {
    folder = sandbox.repository("sha256", "--object-format=sha256");
    assertThat(open(folder).commit()).hasSize(64);
    assertFindsHead(folder);
    Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(0));
    assertAgreesWithGit(GitDirty.CLEAN);
    sandbox.git(folder, "gc", "-q");
    assertAgreesWithGit(GitDirty.CLEAN);
    Files.writeString(folder.resolve("a.txt"), "changed");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void convertedLineEndsAreNotGuessed() throws Exception {
    sandbox.git(folder, "config", "core.autocrlf", "true");
    Files.writeString(folder.resolve("a.txt"), "content of a.txt\r\n");
    assertThat(dirty(folder)).isEqualTo(GitDirty.UNKNOWN);
    Files.writeString(folder.resolve("a.txt"), "changed\r\n");
    assertThat(dirty(folder)).isEqualTo(GitDirty.DIRTY);
  }

  @Test
  void filteredFilesAreNotGuessed() throws Exception {
    Files.writeString(
        folder.resolve(".gitattributes"), "*.bin filter=lfs\n/src/** ident\n*.java -ident\n");
    Files.writeString(folder.resolve("src/x.bin"), "pointer");
    sandbox.commitAll(folder, "attributes");
    assertAgreesWithGit(GitDirty.CLEAN);
    for (String file : new String[] {"src/x.bin", "src/main.txt"}) {
      Files.writeString(folder.resolve(file), "changed\n");
      assertThat(dirty(folder)).as(file).isEqualTo(GitDirty.UNKNOWN);
      sandbox.git(folder, "checkout", "-q", "--", ".");
    }
    Files.writeString(folder.resolve("z"), "changed\n");
    assertAgreesWithGit(GitDirty.DIRTY);
  }

  @Test
  void stopsWhenTimeIsUp() throws Exception {
    GitWorkTree late = new GitWorkTree(open(folder), Deadline.in(Duration.ZERO));
    assertThat(late.dirty()).isEqualTo(GitDirty.UNKNOWN);
  }

  @Test
  void damagedFilesGiveUnknown() throws Exception {
    Files.write(folder.resolve(".git/index"), new byte[] {'D', 'I', 'R', 'C', 0, 0, 0, 2, 0, 1});
    assertThatUnknown();
    sandbox.git(folder, "read-tree", "HEAD");
    sandbox.git(folder, "gc", "-q");
    try (var packs = Files.list(folder.resolve(".git/objects/pack"))) {
      for (Path pack : packs.filter(file -> file.toString().endsWith(".idx")).toList()) {
        assertThat(pack.toFile().setWritable(true)).isTrue();
        Files.write(pack, new byte[100]);
      }
    }
    assertThatUnknown();
  }

  @Test
  void gathersEverything() throws Exception {
    sandbox.git(folder, "remote", "add", "origin", "https://user:planted@host/x.git");
    Facts facts = new Facts();
    GitCoordinates.gather(folder.resolve("src/main"), facts);

    assertThat(facts.values())
        .containsEntry("git.commit", sandbox.git(folder, "rev-parse", "HEAD"))
        .containsEntry("git.branch", "main")
        .containsEntry("git.remote", "https://host/x.git")
        .containsEntry("git.path", "src/main")
        .containsEntry("git.state", "clean");
  }
}
