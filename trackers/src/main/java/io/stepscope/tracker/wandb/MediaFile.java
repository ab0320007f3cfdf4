package io.stepscope.tracker.wandb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of the run that a value in history or summary refers to.
 *
 * @param path below the files of the run, with {@code /}
 * @param sha256 lower-case hex
 * @param bytes size
 */
record MediaFile(String path, String sha256, long bytes) {
  private static final int ID = 20;

  /** File systems take 255 bytes for a name; letters may have three. */
  private static final int LONGEST = 60;

  /**
   * Names a file as W&amp;B's client does: {@code media/<folder>/<key>_<step>_<start of its
   * SHA-256><extension>}.
   */
  static MediaFile of(String folder, String key, long step, String extension, byte[] content) {
    String sha256 = sha256(content);
    StringBuilder path = new StringBuilder("media/").append(folder);
    for (String part : key.split("/")) {
      String plain = part.replaceAll("[^\\p{L}\\p{N} ._-]", "_");
      boolean dots = plain.replace(".", "").isEmpty();
      String cut = plain.substring(Math.max(0, plain.length() - LONGEST));
      path.append('/').append(dots ? "_" : cut);
    }
    path.append('_').append(step).append('_').append(sha256, 0, ID).append(extension);
    return new MediaFile(path.toString(), sha256, content.length);
  }

  /** A file that lies at a place of its own. */
  static MediaFile at(String path, byte[] content) {
    return new MediaFile(path, sha256(content), content.length);
  }

  private static String sha256(byte[] content) {
    return HexFormat.of().formatHex(digest("SHA-256", content));
  }

  /** The members that every value has that refers to a file; more may be put behind them. */
  Map<String, Object> json(String type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("_type", type);
    json.put("path", path);
    json.put("sha256", sha256);
    json.put("size", bytes);
    return json;
  }

  static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has " + algorithm, e);
    }
  }
}
