package io.stepscope.tracker.wandb;

import io.stepscope.event.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A version of an artifact, with one file.
 *
 * @param event what was recorded
 * @param collection its name, under which versions are counted
 * @param type for instance {@code model}
 * @param path of the file within the artifact
 * @param file where its bytes lie
 * @param bytes size of the file
 * @param md5 of the file, in Base64
 * @param clientId names the version before the service has named it; the same for the same event,
 *     so that the service takes it once
 * @param sequenceClientId names the collection likewise
 */
record ArtifactVersion(
    Artifact event,
    String collection,
    String type,
    String path,
    Path file,
    long bytes,
    String md5,
    String clientId,
    String sequenceClientId) {
  private static final int BUFFER = 1 << 16;
  private static final int CLIENT_ID = 64;

  /**
   * Reads the file once, for its digest.
   *
   * @param file of the artifact
   */
  static ArtifactVersion of(Artifact artifact, Path file) throws IOException {
    String run = artifact.stamp().run();
    String name = artifact.name().replaceAll("[^A-Za-z0-9_.-]", "_");
    String sequence = run + '\n' + artifact.name();
    String version = sequence + '\n' + artifact.sha256() + '\n' + artifact.stamp().sequence();
    return new ArtifactVersion(
        artifact,
        "run-" + run + '-' + name,
        artifact.type().isBlank() ? "file" : artifact.type(),
        artifact.name(),
        file,
        Files.size(file),
        md5(file),
        id(version),
        id(sequence));
  }

  /**
   * Digest of the manifest, in hex.
   *
   * @see <a href="https://github.com/wandb/wandb/tree/main/core/pkg/artifacts">How W&amp;B's client
   *     computes it</a>
   */
  String digest() {
    String manifest = "wandb-artifact-manifest-v1\n" + path + ':' + md5 + '\n';
    return HexFormat.of()
        .formatHex(MediaFile.digest("MD5", manifest.getBytes(StandardCharsets.UTF_8)));
  }

  private static String id(String text) {
    byte[] digest = MediaFile.digest("SHA-512", text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, CLIENT_ID);
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
