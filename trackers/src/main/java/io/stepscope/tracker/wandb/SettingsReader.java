package io.stepscope.tracker.wandb;

import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.wandb.WandbSettings.Mode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings: the keys {@code wandb.*}, then W&amp;B's own variables, then its key file, then
 * defaults.
 */
final class SettingsReader {
  static final Set<String> KEYS =
      Set.of(
          "api_key", "base_url", "entity", "project", "group", "job_type", "name", "notes", "tags");

  private static final String HOSTED = "https://api.wandb.ai";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Map<String, String> environment;
  private final Path home;

  /**
   * @param home of the user
   */
  SettingsReader(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /**
   * @throws IllegalArgumentException if something is wrong; the message names key, value and fix
   */
  WandbSettings read(TrackerSettings settings) {
    Map<String, String> keys = settings.keys();
    URI baseUrl = baseUrl(value(keys, "base_url", "WANDB_BASE_URL"));
    return new WandbSettings(
        settings.run(),
        settings.runFolder().resolve("artifacts"),
        mode(keys),
        folder(keys),
        baseUrl,
        environment.getOrDefault("WANDB_APP_URL", "").strip(),
        apiKey(keys, baseUrl),
        timeout(),
        value(keys, "entity", "WANDB_ENTITY"),
        value(keys, "project", "WANDB_PROJECT"),
        value(keys, "group", "WANDB_RUN_GROUP"),
        value(keys, "job_type", "WANDB_JOB_TYPE"),
        value(keys, "name", "WANDB_NAME"),
        value(keys, "notes", "WANDB_NOTES"),
        tags(value(keys, "tags", "WANDB_TAGS")));
  }

  private String value(Map<String, String> keys, String key, String variable) {
    String own = keys.getOrDefault(key, "").strip();
    return own.isEmpty() ? environment.getOrDefault(variable, "").strip() : own;
  }

  private Mode mode(Map<String, String> keys) {
    String own = keys.getOrDefault("mode", "");
    if (!own.isEmpty()) {
      return Mode.valueOf(own.strip().toUpperCase(Locale.ROOT));
    }
    String variable = environment.getOrDefault("WANDB_MODE", "").strip();
    return switch (variable) {
      case "" -> Mode.AUTO;
      case "online" -> Mode.ONLINE;
      case "offline", "dryrun" -> Mode.OFFLINE;
      default ->
          throw new IllegalArgumentException(
              "WANDB_MODE="
                  + variable
                  + ": nothing is sent or written; unset it, or set wandb.mode to online, offline"
                  + " or auto");
    };
  }

  /** {@code WANDB_HTTP_TIMEOUT} is in seconds. */
  private Duration timeout() {
    String variable = environment.getOrDefault("WANDB_HTTP_TIMEOUT", "").strip();
    if (variable.isEmpty()) {
      return TIMEOUT;
    }
    try {
      return Duration.ofMillis(Math.max(1, (long) (Double.parseDouble(variable) * 1_000)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "WANDB_HTTP_TIMEOUT=" + variable + " is no number of seconds; set it to 30", e);
    }
  }

  private Path folder(Map<String, String> keys) {
    String own = keys.getOrDefault("dir", "").strip();
    String variable = environment.getOrDefault("WANDB_DIR", "").strip();
    String name = own.isEmpty() ? "WANDB_DIR=" + variable : "wandb.dir=" + own;
    try {
      return own.isEmpty() ? Path.of(variable).resolve("wandb") : Path.of(own);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          name + " is not a path: " + e.getReason() + "; name a folder", e);
    }
  }

  private static URI baseUrl(String given) {
    String text = given.isEmpty() ? HOSTED : given;
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below; the text may hold a password, so it is not shown.
    }
    throw new IllegalArgumentException(
        "wandb.base_url (WANDB_BASE_URL) is no address such as https://wandb.example.com:8080,"
            + " without user, password and query; set it anew");
  }

  private @Nullable ApiKey apiKey(Map<String, String> keys, URI baseUrl) {
    String own = keys.getOrDefault("api_key", "").strip();
    if (!own.isEmpty()) {
      return ApiKey.of(own, "wandb.api_key");
    }
    String variable = environment.getOrDefault("WANDB_API_KEY", "").strip();
    if (!variable.isEmpty()) {
      return ApiKey.of(variable, "WANDB_API_KEY");
    }
    for (Path file : netrc()) {
      String password = Netrc.password(file, baseUrl.getRawAuthority());
      if (password != null) {
        return ApiKey.of(password, "the password in " + file);
      }
    }
    return null;
  }

  private List<Path> netrc() {
    String variable = environment.getOrDefault("NETRC", "");
    return variable.isEmpty()
        ? List.of(home.resolve(".netrc"), home.resolve("_netrc"))
        : List.of(Path.of(variable));
  }

  private static List<String> tags(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }
}
