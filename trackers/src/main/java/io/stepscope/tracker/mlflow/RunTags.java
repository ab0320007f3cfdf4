package io.stepscope.tracker.mlflow;

import io.stepscope.event.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which coordinates of a run MLflow shows under tags of its own.
 *
 * @see <a href="https://github.com/mlflow/mlflow/blob/master/mlflow/utils/mlflow_tags.py">
 *     mlflow/utils/mlflow_tags.py</a>
 */
final class RunTags {
  private static final String SOURCE_NAME = "mlflow.source.name";
  private static final String SOURCE_TYPE = "mlflow.source.type";

  private RunTags() {}

  /** MLflow's tags for what is known, in the order given. */
  static Map<String, String> of(Params params) {
    Map<String, String> tags = new LinkedHashMap<>();
    params
        .values()
        .forEach(
            (name, value) -> {
              String tag = tag(params.group(), name, value.toString());
              if (tag != null) {
                boolean truth = tag.equals("mlflow.source.git.dirty");
                tags.put(tag, truth ? "True" : value.toString());
              }
            });
    if (tags.containsKey(SOURCE_NAME)) {
      tags.put(SOURCE_TYPE, "LOCAL");
    }
    return tags;
  }

  private static @Nullable String tag(Params.Group group, String name, String value) {
    if (group == Params.Group.ENVIRONMENT) {
      return name.equals("user") ? "mlflow.user" : null;
    }
    if (group != Params.Group.CODE) {
      return null;
    }
    return switch (name) {
      case "git.commit" -> "mlflow.source.git.commit";
      case "git.branch" -> value.equals("detached") ? null : "mlflow.source.git.branch";
      case "git.remote" -> "mlflow.source.git.repoURL";
      case "git.state" -> value.equals("dirty") ? "mlflow.source.git.dirty" : null;
      case "program.main" -> SOURCE_NAME;
      default -> null;
    };
  }
}
