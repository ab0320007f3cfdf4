package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of one run that wait to be uploaded. Uploading one again does no harm. */
final class RunUploads {
  /** Names in one request. */
  private static final int AT_ONCE = 100;

  private final Service service;
  private final Map<String, byte[]> waiting = new LinkedHashMap<>();

  RunUploads(Service service) {
    this.service = service;
  }

  void add(String path, byte[] content) {
    waiting.put(path, content);
  }

  /** Uploads everything that waits, and tells the stream. */
  void send(String entity, String project, String run, FileStream stream) throws ServiceException {
    while (!waiting.isEmpty()) {
      List<String> paths = waiting.keySet().stream().limit(AT_ONCE).toList();
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
          throw ServiceException.refused("W&B gives no address to upload " + path);
        }
        byte[] content = waiting.getOrDefault(path, new byte[0]);
        service.upload(address, headers, BodyPublishers.ofByteArray(content));
        waiting.remove(path);
        stream.uploaded(path);
      }
    }
  }
}
