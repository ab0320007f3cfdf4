package io.stepscope.coordinates;

import io.stepscope.coordinates.GitIndex.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Computes the name of the tree that a commit of the index would have.
 *
 * <p>Comparing it with the tree of HEAD tells whether anything is staged, without reading a single
 * tree of the repository. The entries of an index are in the order that tree objects need.
 *
 * @see <a href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">objects</a>
 */
final class GitTree {

  private final List<Entry> entries;
  private final ObjectFormat format;
  private int next;

  private GitTree(List<Entry> entries, ObjectFormat format) {
    this.entries = entries;
    this.format = format;
  }

  /** In lower-case hex. */
  static String nameOf(List<Entry> entries, ObjectFormat format) {
    return HexFormat.of().formatHex(new GitTree(entries, format).tree(0));
  }

  /** The tree of all entries from {@link #next} on that share the first {@code depth} bytes. */
  private byte[] tree(int depth) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] first = next < entries.size() ? entries.get(next).path() : new byte[0];
    while (next < entries.size() && samePrefix(entries.get(next).path(), first, depth)) {
      Entry entry = entries.get(next);
      int slash = indexOfSlash(entry.path(), depth);
      if (slash < 0) {
        next++;
        write(
            content, Integer.toOctalString(entry.mode()), entry.path(), depth, entry.path().length);
        content.writeBytes(entry.object());
      } else {
        write(content, "40000", entry.path(), depth, slash);
        content.writeBytes(tree(slash + 1));
      }
    }
    return objectName("tree", content.toByteArray());
  }

  private static void write(ByteArrayOutputStream out, String mode, byte[] path, int from, int to) {
    out.writeBytes((mode + " ").getBytes(StandardCharsets.US_ASCII));
    out.write(path, from, to - from);
    out.write(0);
  }

  private byte[] objectName(String type, byte[] content) {
    MessageDigest digest = format.digest();
    digest.update((type + " " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return digest.digest(content);
  }

  private static boolean samePrefix(byte[] a, byte[] b, int length) {
    return a.length >= length && Arrays.equals(a, 0, length, b, 0, length);
  }

  private static int indexOfSlash(byte[] path, int from) {
    for (int i = from; i < path.length; i++) {
      if (path[i] == '/') {
        return i;
      }
    }
    return -1;
  }
}
