package io.stepscope.tracker.mlflow;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a run go. Putting a file again replaces it. Paths are relative, with {@code
 * /}.
 */
interface Artifacts {

  /** Puts a file of these bytes. */
  void put(String path, byte[] bytes) throws UndeliveredException;

  /** Puts a copy of a file, which may be large. */
  void put(String path, Path file) throws UndeliveredException;

  /** The bytes of a file; null when there is none. */
  byte @Nullable [] get(String path) throws UndeliveredException;

  /** Why nothing can be put, one line; null when it can. */
  @Nullable String unavailable();

  /** The place that the server gave a run. */
  static Artifacts at(String artifactUri, String runId, ServerCalls calls) {
    URI uri;
    try {
      uri = URI.create(artifactUri.replace(" ", "%20").replace('\\', '/'));
    } catch (IllegalArgumentException e) {
      return strange();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("mlflow-artifacts")) {
      return new ProxiedArtifacts(uri, calls);
    }
    // One letter is a drive of Windows.
    boolean bare = scheme.length() <= 1;
    boolean ownDisk = bare || scheme.equals("file");
    if (ownDisk && isLoopback(calls.server())) {
      try {
        return LocalArtifacts.of(bare ? Path.of(artifactUri) : Path.of(uri), runId);
      } catch (IllegalArgumentException | FileSystemNotFoundException e) {
        return strange();
      }
    }
    String place = ownDisk ? "its own disk" : scheme + "://";
    return new NoArtifacts(
        "the server has clients put the run's files on "
            + place
            + "; start it with --serve-artifacts and a new experiment");
  }

  private static Artifacts strange() {
    return new NoArtifacts("the server keeps the run's files in a place with a strange name");
  }

  private static boolean isLoopback(URI server) {
    String host = server.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}
