package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a run, which the service takes as a whole only. In its JSON each value of
 * the outermost object is wrapped: {@code {"lr":{"value":0.1}}}.
 */
final class ConfigTree {
  private final Node root = new Node();

  /** An object, or a value that is a text of JSON. */
  private static final class Node {
    final Map<String, Node> members = new LinkedHashMap<>();
    String json = "";
  }

  void set(List<String> path, String json) {
    Node at = root;
    for (String name : path) {
      at = at.members.computeIfAbsent(name, absent -> new Node());
    }
    at.members.clear();
    at.json = json;
  }

  /** Takes in what the service holds. */
  void read(String json) throws IOException {
    JsonValue all = ExtendedJson.parse(json);
    for (String name : all.names()) {
      Node node = root.members.computeIfAbsent(name, absent -> new Node());
      read(all.get(name).get("value"), node);
    }
  }

  private static void read(JsonValue value, Node into) {
    if (value.isObject()) {
      for (String name : value.names()) {
        read(value.get(name), into.members.computeIfAbsent(name, absent -> new Node()));
      }
    } else {
      into.json = ExtendedJson.text(value);
    }
  }

  /** All of it as the service takes it. */
  String json() {
    Map<String, String> wrapped = new LinkedHashMap<>();
    root.members.forEach((name, node) -> wrapped.put(name, "{\"value\":" + json(node) + '}'));
    return Json.object(wrapped);
  }

  private static String json(Node node) {
    if (node.members.isEmpty()) {
      return node.json.isEmpty() ? "{}" : node.json;
    }
    Map<String, String> members = new LinkedHashMap<>();
    node.members.forEach((name, member) -> members.put(name, json(member)));
    return Json.object(members);
  }
}
