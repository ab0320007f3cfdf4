package io.stepscope.tracker.wandb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Program and machine as W&amp;B's {@code wandb-metadata.json} and the configuration {@code
 * _wandb.e} have them.
 *
 * @see <a
 *     href="https://github.com/wandb/wandb/blob/main/wandb/proto/wandb_internal.proto">EnvironmentRecord
 *     in wandb_internal.proto</a>
 */
final class Environment {
  /** The file in which W&amp;B looks for it. */
  static final String FILE = "wandb-metadata.json";

  private Environment() {}

  /**
   * What a set of coordinates says, as texts of JSON by W&amp;B's names; what is not known is left
   * out.
   */
  static Map<String, String> of(Map<String, Object> coordinates) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "os", (text(coordinates, "os.name") + ' ' + text(coordinates, "os.version")).strip());
    put(json, "program", text(coordinates, "program.main"));
    String arguments = text(coordinates, "program.arguments");
    if (!arguments.isEmpty()) {
      json.put("args", List.of(arguments));
    }
    Map<String, Object> git = new LinkedHashMap<>();
    put(git, "remote", text(coordinates, "git.remote"));
    put(git, "commit", text(coordinates, "git.commit"));
    if (!git.isEmpty()) {
      json.put("git", git);
    }
    put(json, "root", text(coordinates, "program.directory"));
    put(json, "host", text(coordinates, "host"));
    put(json, "username", text(coordinates, "user"));
    String java = text(coordinates, "java.version");
    // Where W&B has the path of Python.
    put(json, "executable", java.isEmpty() ? "" : text(coordinates, "java.vm") + ' ' + java);
    if (coordinates.get("cpu.count") instanceof Number cores) {
      json.put("cpu_count", cores.longValue());
      json.put("cpu_count_logical", cores.longValue());
    }
    if (coordinates.get("memory.bytes") instanceof Number bytes) {
      // Numbers of 64 bits are texts there.
      json.put("memory", Map.of("total", Long.toString(bytes.longValue())));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    json.forEach((key, value) -> texts.put(key, Json.of(value)));
    return texts;
  }

  private static void put(Map<String, Object> json, String key, String value) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }

  private static String text(Map<String, Object> known, String key) {
    return String.valueOf(known.getOrDefault(key, ""));
  }
}
