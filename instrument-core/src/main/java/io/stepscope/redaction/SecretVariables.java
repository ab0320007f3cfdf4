package io.stepscope.redaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Finds the secrets among the variables of a process. */
final class SecretVariables {

  /** Variables whose value is a secret although their name does not say so. */
  private static final Set<String> SECRET_ANYWAY =
      Set.of("AZURE_STORAGE_CONNECTION_STRING", "KAGGLE_KEY");

  private SecretVariables() {}

  static void collect(Map<String, String> variables, Set<String> values) {
    variables.forEach(
        (name, value) -> {
          if (value.length() >= KnownSecrets.MIN_LENGTH && isSecret(name, value)) {
            values.add(value);
            values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
  }

  private static boolean isSecret(String name, String value) {
    if (SECRET_ANYWAY.contains(name)) {
      return true;
    }
    return switch (SecretNames.judge(name)) {
      case HARMLESS -> false;
      // SESSION and the like have everyday values, too, which would vanish from every line.
      case WEAK -> ValueShape.isRandom(value);
      // GOOGLE_APPLICATION_CREDENTIALS names a file.
      case SECRET -> !(name.endsWith("CREDENTIALS") && ValueShape.isPath(value));
    };
  }
}
