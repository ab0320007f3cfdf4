package io.stepscope.coordinates;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads single small objects of a repository: loose ones, packed ones, and those of repositories it
 * borrows from.
 */
final class GitObjects {

  /** More than any commit has; nothing larger is read into memory. */
  static final int MAX_BYTES = 1 << 20;

  private final List<Path> folders = new ArrayList<>();
  private final ObjectFormat format;

  GitObjects(GitRepository repository) throws IOException {
    format = repository.format();
    Path own = repository.commonDir().resolve("objects");
    folders.add(own);
    Path alternates = own.resolve("info").resolve("alternates");
    if (Files.isRegularFile(alternates)) {
      for (String line : Files.readAllLines(alternates)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          folders.add(own.resolve(line.strip()).normalize());
        }
      }
    }
  }

  /** Name of the tree of a commit, or null when the commit cannot be found. */
  @Nullable String treeOf(String commit) throws IOException {
    byte[] content = read(commit);
    if (content == null) {
      return null;
    }
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int end = "tree ".length() + 2 * format.bytes();
    return text.startsWith("tree ") && text.length() > end ? text.substring(5, end) : null;
  }

  private byte @Nullable [] read(String name) throws IOException {
    for (Path folder : folders) {
      Path loose = folder.resolve(name.substring(0, 2)).resolve(name.substring(2));
      if (Files.isRegularFile(loose)) {
        return readLoose(loose);
      }
      byte[] packed = readPacked(folder.resolve("pack"), name);
      if (packed != null) {
        return packed;
      }
    }
    return null;
  }

  private static byte[] readLoose(Path file) throws IOException {
    try (InputStream in = new InflaterInputStream(Files.newInputStream(file))) {
      byte[] object = in.readNBytes(MAX_BYTES);
      int start = 0;
      while (start < object.length && object[start] != 0) { // "commit 123\0"
        start++;
      }
      return Arrays.copyOfRange(object, Math.min(start + 1, object.length), object.length);
    }
  }

  private byte @Nullable [] readPacked(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    List<Path> indexes;
    try (Stream<Path> files = Files.list(folder)) {
      indexes = files.filter(file -> file.toString().endsWith(".idx")).toList();
    }
    for (Path index : indexes) {
      try (GitPack pack = GitPack.open(index, format)) {
        byte[] content = pack.read(name);
        if (content != null) {
          return content;
        }
      }
    }
    return null;
  }
}
