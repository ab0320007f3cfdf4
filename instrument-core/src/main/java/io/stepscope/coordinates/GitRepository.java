package io.stepscope.coordinates;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a git repository lie, seen from one of its work trees.
 *
 * @param workTree the folder that holds the checked-out files
 * @param gitDir what belongs to this work tree: HEAD and index
 * @param commonDir what all its work trees share: references, objects, configuration
 * @see <a href="https://git-scm.com/docs/gitrepository-layout">repository layout</a>
 */
record GitRepository(
    Path workTree, Path gitDir, Path commonDir, GitConfig config, ObjectFormat format) {

  private static final int MAX_LINKS = 5;

  /** The repository of a folder or of the nearest folder above it, or null if there is none. */
  static @Nullable GitRepository find(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    for (Path at = absolute; at != null; at = at.getParent()) {
      GitRepository repository = at(at);
      if (repository != null) {
        return repository;
      }
    }
    return null;
  }

  /** The repository whose work tree is exactly this folder, or null. */
  static @Nullable GitRepository at(Path workTree) throws IOException {
    Path git = workTree.resolve(".git");
    Path gitDir = Files.isRegularFile(git) ? linkedDir(workTree, git) : git;
    if (gitDir == null || !Files.isRegularFile(gitDir.resolve("HEAD"))) {
      return null;
    }
    Path common = gitDir.resolve("commondir");
    Path commonDir =
        Files.isRegularFile(common) ? gitDir.resolve(firstLine(common)).normalize() : gitDir;
    GitConfig config = GitConfig.read(commonDir.resolve("config"));
    boolean sha256 = "sha256".equals(config.get("extensions.objectformat"));
    ObjectFormat format = sha256 ? ObjectFormat.SHA256 : ObjectFormat.SHA1;
    return new GitRepository(workTree, gitDir, commonDir, config, format);
  }

  /** Work trees and submodules have a file {@code .git} that says where the folder is. */
  private static @Nullable Path linkedDir(Path workTree, Path file) throws IOException {
    String line = firstLine(file);
    String prefix = "gitdir:";
    return line.startsWith(prefix)
        ? workTree.resolve(line.substring(prefix.length()).strip()).normalize()
        : null;
  }

  /** The branch that is checked out, or null when HEAD is detached. */
  @Nullable String branch() throws IOException {
    String reference = symbolicTarget(firstLine(gitDir.resolve("HEAD")));
    String prefix = "refs/heads/";
    return reference != null && reference.startsWith(prefix)
        ? reference.substring(prefix.length())
        : reference;
  }

  /** The commit that is checked out, or null when there is none yet or it cannot be found. */
  @Nullable String commit() throws IOException {
    String value = firstLine(gitDir.resolve("HEAD"));
    for (int i = 0; i < MAX_LINKS; i++) {
      String reference = symbolicTarget(value);
      if (reference == null) {
        return format.isName(value) ? value : null;
      }
      String next = reference(reference);
      if (next == null) {
        return null;
      }
      value = next;
    }
    return null;
  }

  private @Nullable String reference(String name) throws IOException {
    for (Path folder : new Path[] {gitDir, commonDir}) {
      Path loose = folder.resolve(name).normalize();
      if (loose.startsWith(folder) && Files.isRegularFile(loose)) {
        return firstLine(loose);
      }
    }
    Path packed = commonDir.resolve("packed-refs");
    if (!Files.isRegularFile(packed)) {
      return null;
    }
    String suffix = " " + name;
    try (BufferedReader reader = Files.newBufferedReader(packed, StandardCharsets.ISO_8859_1)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.endsWith(suffix) && line.indexOf(' ') == line.length() - suffix.length()) {
          return line.substring(0, line.indexOf(' '));
        }
      }
    }
    return null;
  }

  /**
   * Address of the branch's remote, else of origin, else of the only one; null if there is none.
   */
  @Nullable String remote() throws IOException {
    String name = config.get("branch." + branch() + ".remote");
    String url = name == null ? null : config.get("remote." + name + ".url");
    if (url == null) {
      url = config.get("remote.origin.url");
    }
    if (url == null && config.remotes().size() == 1) {
      url = config.get("remote." + config.remotes().iterator().next() + ".url");
    }
    return url == null ? null : RemoteAddress.withoutCredentials(url);
  }

  private static @Nullable String symbolicTarget(String value) {
    return value.startsWith("ref:") ? value.substring(4).strip() : null;
  }

  private static String firstLine(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }
}
