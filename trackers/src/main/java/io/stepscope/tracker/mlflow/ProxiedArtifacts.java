package io.stepscope.tracker.mlflow;

import io.stepscope.http.HttpAnswer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Files that the server keeps for us: {@code PUT} and {@code GET} below {@code
 * api/2.0/mlflow-artifacts/artifacts/}.
 *
 * @see <a
 *     href="https://github.com/mlflow/mlflow/blob/master/mlflow/store/artifact/mlflow_artifacts_repo.py">
 *     mlflow_artifacts_repo.py</a>
 */
final class ProxiedArtifacts implements Artifacts {
  private static final int SLOWEST_BYTES_PER_SECOND = 250_000;

  private final String service;
  private final String root;
  private final ServerCalls calls;
  private @Nullable String unavailable;

  /**
   * @param uri {@code mlflow-artifacts:/path}, or with a host, which replaces that of the server
   */
  ProxiedArtifacts(URI uri, ServerCalls calls) {
    this.calls = calls;
    String server = calls.server().toString();
    if (uri.getRawAuthority() != null) {
      server = calls.server().getScheme() + "://" + uri.getRawAuthority();
    }
    service = server + "/api/2.0/mlflow-artifacts/artifacts";
    root = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
  }

  @Override
  public void put(String path, byte[] bytes) throws UndeliveredException {
    put(path, BodyPublishers.ofByteArray(bytes), bytes.length);
  }

  @Override
  public void put(String path, Path file) throws UndeliveredException {
    try {
      put(path, BodyPublishers.ofFile(file), Files.size(file));
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw UndeliveredException.rejected("the file is not in the run folder");
    } catch (IOException e) {
      throw UndeliveredException.retry("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void put(String path, BodyPublisher body, long bytes) throws UndeliveredException {
    Duration most = calls.timeout().plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    HttpAnswer answer = calls.send(calls.request(uri(path)).PUT(body), most);
    Reply reply = calls.reply(answer);
    if (!reply.isOk() && reply.servesNoArtifacts()) {
      unavailable = "the server was started without --serve-artifacts";
    }
    reply.orThrow();
  }

  @Override
  public byte @Nullable [] get(String path) throws UndeliveredException {
    HttpAnswer answer = calls.send(calls.request(uri(path)), calls.timeout());
    if (answer.isSuccess()) {
      return answer.body();
    }
    if (answer.status() == 404) {
      return null;
    }
    if (answer.status() == 500 && !isListed(path)) {
      // So some servers answer for a file that is not there.
      return null;
    }
    throw calls.reply(answer).failure();
  }

  private boolean isListed(String path) throws UndeliveredException {
    int slash = path.lastIndexOf('/');
    String folder = root + (slash < 0 ? "" : '/' + path.substring(0, slash));
    URI list = URI.create(service + "?path=" + URLEncoder.encode(folder, StandardCharsets.UTF_8));
    Reply reply = calls.reply(calls.send(calls.request(list), calls.timeout()));
    String name = path.substring(slash + 1);
    return reply.orThrow().json().get("files").items().stream()
        .map(file -> file.get("path").text())
        .anyMatch(found -> found.substring(found.lastIndexOf('/') + 1).equals(name));
  }

  private URI uri(String path) {
    StringBuilder uri = new StringBuilder(service);
    for (String segment : (root + '/' + path).split("/")) {
      uri.append('/')
          .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return URI.create(uri.toString());
  }

  @Override
  public @Nullable String unavailable() {
    return unavailable;
  }
}
