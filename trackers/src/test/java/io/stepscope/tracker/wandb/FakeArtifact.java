package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A version of an artifact as the fake service keeps it; holds digests to what was uploaded. */
final class FakeArtifact {
  final String id;
  final String type;
  final Map<String, byte[]> files = new TreeMap<>();
  boolean committed;
  int commits;
  private final String digest;
  private byte[] manifest = {};

  FakeArtifact(String id, String type, String digest) {
    this.id = id;
    this.type = type;
    this.digest = digest;
  }

  void file(String name, byte[] content, String md5) {
    check(content, md5);
    files.put(name, content);
  }

  void manifest(byte[] content, String md5) {
    check(content, md5);
    manifest = content;
  }

  private static void check(byte[] content, String md5) {
    String found = Base64.getEncoder().encodeToString(MediaFile.digest("MD5", content));
    if (!found.equals(md5)) {
      throw new IllegalStateException("digest " + found + ", not " + md5);
    }
  }

  void commit() throws RefusedException {
    StringBuilder text = new StringBuilder("wandb-artifact-manifest-v1\n");
    try {
      JsonValue contents = JsonValue.parse(manifest).get("contents");
      if (contents.names().isEmpty()) {
        throw new RefusedException("an empty manifest");
      }
      for (String name : contents.names()) {
        JsonValue entry = contents.get(name);
        byte[] file = files.get(name);
        if (file == null || entry.get("size").whole(-1) != file.length) {
          throw new RefusedException("file " + name + " is not as the manifest says");
        }
        if (!entry.get("birthArtifactID").text().equals(id)) {
          throw new RefusedException("born elsewhere");
        }
        text.append(name).append(':').append(entry.get("digest").text()).append('\n');
      }
    } catch (IOException e) {
      throw new RefusedException("no manifest");
    }
    byte[] sum = MediaFile.digest("MD5", text.toString().getBytes(StandardCharsets.UTF_8));
    if (!HexFormat.of().formatHex(sum).equals(digest)) {
      throw new RefusedException("the digest of the manifest is another");
    }
    committed = true;
    commits++;
  }
}
