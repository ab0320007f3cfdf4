package io.stepscope.tracker.wandb;

import io.stepscope.event.Params;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sorts inputs and labels of a run: hyper-parameters are W&amp;B's configuration, labels its tags,
 * coordinates lie in the configuration under {@code stepscope}, and what W&amp;B has a place for is
 * there, too.
 */
final class RunParams {
  /** Longer ones are refused by the service. */
  private static final int LONGEST_TAG = 64;

  private static final String OWN = "stepscope";

  private final RunState state;
  private final Destination destination;

  RunParams(RunState state, Destination destination) {
    this.state = state;
    this.destination = destination;
  }

  void take(Params event) throws IOException {
    boolean first = event.stamp().rank() == 0;
    String group = event.group().name().toLowerCase(Locale.ROOT);
    String place = first ? group : "rank" + event.stamp().rank() + '_' + group;
    for (Map.Entry<String, Object> param : event.values().entrySet()) {
      boolean own = event.group() != Params.Group.PARAMS || !first;
      List<String> path = own ? List.of(OWN, place, param.getKey()) : List.of(key(param.getKey()));
      destination.config(path, Json.of(param.getValue()));
    }
    if (!first) {
      return;
    }
    switch (event.group()) {
      case TAGS -> tags(event.values());
      case CODE, ENVIRONMENT -> coordinates(event.values());
      case PARAMS, DATA, CONFIG, PIPELINE -> {} // have no place of their own
    }
  }

  /** W&amp;B keeps its own things under {@code _wandb}, and we ours. */
  private static String key(String name) {
    return name.equals("_wandb") || name.equals(OWN) ? "param/" + name : name;
  }

  private void tags(Map<String, Object> values) throws IOException {
    boolean changed = false;
    for (Map.Entry<String, Object> tag : values.entrySet()) {
      String start = tag.getKey() + ':';
      String text = start + tag.getValue();
      if (text.length() <= LONGEST_TAG && !state.tags.contains(text)) {
        state.tags.removeIf(old -> old.startsWith(start));
        state.tags.add(text);
        changed = true;
      }
    }
    if (changed) {
      destination.run(state);
    }
  }

  private void coordinates(Map<String, Object> values) throws IOException {
    RunFacts before = state.facts;
    if (values.containsKey("host")) {
      state.facts = state.facts.onHost(text(values, "host"));
    }
    if (values.containsKey("program.main")) {
      state.facts = state.facts.ofProgram(text(values, "program.main"));
    }
    if (values.containsKey("git.commit")) {
      state.facts = state.facts.ofCommit(text(values, "git.commit"), text(values, "git.remote"));
    }
    if (!state.facts.equals(before)) {
      destination.run(state);
    }
    environment(Environment.of(values));
  }

  /** W&amp;B keeps it twice: in the configuration, and as a file, which holds all of it. */
  private void environment(Map<String, String> more) throws IOException {
    if (more.isEmpty()) {
      return;
    }
    state.environment.putIfAbsent("startedAt", Json.text(startedAt()));
    state.environment.putAll(more);
    for (Map.Entry<String, String> value : state.environment.entrySet()) {
      destination.config(List.of("_wandb", "e", OWN, value.getKey()), value.getValue());
    }
    byte[] content = Json.object(state.environment).getBytes(StandardCharsets.UTF_8);
    destination.file(MediaFile.at(Environment.FILE, content), content);
  }

  private String startedAt() {
    return Instant.ofEpochSecond(state.startMicros / 1_000_000).toString();
  }

  private static String text(Map<String, Object> values, String key) {
    return String.valueOf(values.getOrDefault(key, ""));
  }
}
