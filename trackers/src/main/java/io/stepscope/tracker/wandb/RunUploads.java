package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files of one run that wait to be uploaded. Uploading one again does no harm, but takes time: a
 * batch that is delivered again goes on where it failed, so that it also gets through a network
 * that fails at every tenth request.
 */
final class RunUploads {
  /** Names in one request. */
  private static final int AT_ONCE = 100;

  private final Service service;
  private final Set<String> there;
  private final Map<String, byte[]> waiting = new LinkedHashMap<>();

  /**
   * @param there what of this batch was uploaded in earlier attempts; added to
   */
  RunUploads(Service service, Set<String> there) {
    this.service = service;
    this.there = there;
  }

  void add(String path, byte[] content) {
    waiting.put(path, content);
  }

  /**
   * Uploads everything that waits, and tells the stream.
   *
   * @param outcome told of a file that the store never takes, if its event can be told
   */
  void send(String entity, String project, String run, FileStream stream, Outcome outcome)
      throws ServiceException {
    Set<String> missing = new LinkedHashSet<>();
    waiting.forEach(
        (path, content) -> {
          if (there.contains(contents(path, content))) {
            stream.uploaded(path);
          } else {
            missing.add(path);
          }
        });
    while (!missing.isEmpty()) {
      List<String> paths = missing.stream().limit(AT_ONCE).toList();
      Variables variables = new Variables().put("entity", entity).put("project", project);
      variables.put("run", run).put("files", paths);
      JsonValue answer = service.query(Documents.FILES, variables).get("createRunFiles");
      List<JsonValue> headers = answer.get("uploadHeaders").items();
      Map<String, String> addresses = new LinkedHashMap<>();
      for (JsonValue file : answer.get("files").items()) {
        addresses.put(file.get("name").text(), file.get("uploadUrl").text());
      }
      for (String path : paths) {
        String address = addresses.getOrDefault(path, "");
        if (address.isEmpty()) {
          String reason = "W&B gives no address to upload " + path;
          throw ServiceException.notTaken(reason, Duration.ZERO);
        }
        if (isTaken(path, address, headers, outcome)) {
          stream.uploaded(path);
        }
        missing.remove(path);
      }
    }
    waiting.clear();
  }

  private boolean isTaken(String path, String address, List<JsonValue> headers, Outcome outcome)
      throws ServiceException {
    byte[] content = waiting.getOrDefault(path, new byte[0]);
    try {
      service.upload(address, headers, BodyPublishers.ofByteArray(content));
      there.add(contents(path, content));
      return true;
    } catch (ServiceException e) {
      if (!e.blames() || !outcome.rejectAlone(path + ": " + e.getMessage())) {
        throw e;
      }
      return false;
    }
  }

  private static String contents(String path, byte[] content) {
    return path + ' ' + HexFormat.of().formatHex(MediaFile.digest("MD5", content));
  }
}
