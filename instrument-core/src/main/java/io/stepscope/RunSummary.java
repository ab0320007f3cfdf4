package io.stepscope;

import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.folder.Holder;
import io.stepscope.folder.RunFolder;
import io.stepscope.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The summary {@code run.json}: identity, status, coordinates and configuration of a run, for
 * people and scripts. Replaced as a whole, so that nobody ever reads half of one.
 *
 * <p>Thread-safe.
 */
final class RunSummary {

  private final RunFolder folder;
  private final Configuration configuration;
  private final Instant started;
  private final Map<Params.Group, Map<String, Object>> params = new EnumMap<>(Params.Group.class);
  private RunStatus status = RunStatus.RUNNING;
  private String reason = "";
  private @Nullable Instant ended;
  private boolean changed = true;

  RunSummary(RunFolder folder, Configuration configuration, Instant started) {
    this.folder = folder;
    this.configuration = configuration;
    this.started = started;
  }

  synchronized void add(Params more) {
    params.computeIfAbsent(more.group(), group -> new LinkedHashMap<>()).putAll(more.values());
    changed = true;
  }

  synchronized void end(RunStatus newStatus, String newReason, Instant at) {
    status = newStatus;
    reason = newReason;
    ended = at;
    changed = true;
  }

  /** Writes the summary if something changed since the last time. */
  synchronized void write() throws IOException {
    if (!changed) {
      return;
    }
    Path draft = folder.root().resolve("run.json.tmp");
    Files.write(draft, json());
    Files.move(
        draft,
        folder.summary(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    changed = false;
  }

  private byte[] json() {
    JsonWriter json = JsonWriter.pretty();
    json.beginObject();
    json.name("run").value(folder.id());
    json.name("experiment").value(configuration.experiment());
    json.name("name").value(configuration.name().orElse(folder.id()));
    json.name("status").value(status.word());
    json.name("reason").value(reason);
    json.name("started").value(started.toString());
    Instant end = ended;
    if (end == null) {
      json.name("ended").nullValue();
    } else {
      json.name("ended").value(end.toString());
    }
    json.name("rank").value(configuration.rank());
    json.name("pid").value(Holder.ofThisProcess().pid());
    json.name("host").value(Holder.ofThisProcess().host());
    json.name("version").value(Version.ofStepscope());
    json.name("configuration").beginObject();
    configuration.settings().forEach(setting -> json.name(setting.key()).value(setting.value()));
    json.endObject();
    for (Params.Group group : Params.Group.values()) {
      json.name(group.name().toLowerCase(Locale.ROOT)).beginObject();
      params.getOrDefault(group, Map.of()).forEach((key, value) -> json.name(key).value(value));
      json.endObject();
    }
    json.endObject();
    return json.toByteArray();
  }
}
