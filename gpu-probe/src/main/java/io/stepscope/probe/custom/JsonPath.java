package io.stepscope.probe.custom;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path to numbers in JSON: the parts of RFC 9535 that tools need. {@code $.a}, {@code $['a b']},
 * {@code $[0]}, {@code $[-1]}, {@code $[*]}, {@code $.*}, names that end in a star ({@code
 * $.card*}), and {@code $[?@.name=='x']}, which selects the members whose {@code name} is {@code
 * x}. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9535">RFC 9535</a>
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<dot>[^.\\[\\]'\"\\s]+)"
              + "|\\[\\s*(?:'(?<single>[^']*)'|\"(?<double>[^\"]*)\")\\s*\\]"
              + "|\\[\\s*(?<index>-?[0-9]{1,9}|\\*)\\s*\\]"
              + "|\\[\\s*\\?\\s*\\(?\\s*@\\.(?<key>[\\w-]+)\\s*==\\s*['\"](?<value>[^'\"]*)['\"]\\s*\\)?\\s*\\]");

  private final List<Step> steps = new ArrayList<>();
  private final String upToWildcard;

  private JsonPath(String text) {
    if (!text.startsWith("$")) {
      throw new IllegalArgumentException("does not begin with $");
    }
    Matcher matcher = STEP.matcher(text);
    int at = 1;
    String wildcard = "";
    while (at < text.length()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("cannot be read from '" + text.substring(at) + "' on");
      }
      steps.add(step(matcher));
      at = matcher.end();
      if (wildcard.isEmpty() && steps.get(steps.size() - 1).many()) {
        wildcard = text.substring(0, at);
      }
    }
    upToWildcard = wildcard;
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if it cannot be read; the message says where, to follow the
   *     path
   */
  static JsonPath parse(String text) {
    return new JsonPath(text);
  }

  /** The part up to the first wildcard, that included; empty when there is none. */
  String upToWildcard() {
    return upToWildcard;
  }

  private static Step step(Matcher matcher) {
    String dot = matcher.group("dot");
    if (dot != null) {
      return dot.endsWith("*") ? new Every(dot.substring(0, dot.length() - 1)) : new Name(dot);
    }
    String single = matcher.group("single");
    String quoted = single == null ? matcher.group("double") : single;
    if (quoted != null) {
      return new Name(quoted);
    }
    String index = matcher.group("index");
    if (index != null) {
      return index.equals("*") ? new Every("") : new Index(Integer.parseInt(index));
    }
    return new Having(
        Objects.requireNonNull(matcher.group("key")),
        Objects.requireNonNull(matcher.group("value")));
  }

  /**
   * Finds the numbers.
   *
   * @param found gets what the first wildcard stood for (empty without one) and the number; texts
   *     that begin with a number count as one
   */
  void select(@Nullable Object json, BiConsumer<String, Double> found) {
    select(json, 0, "", found);
  }

  private void select(
      @Nullable Object at, int depth, String device, BiConsumer<String, Double> found) {
    if (depth == steps.size()) {
      double number =
          at instanceof Double value ? value : at instanceof String s ? Numbers.of(s) : Double.NaN;
      if (!Double.isNaN(number)) {
        found.accept(device, number);
      }
      return;
    }
    Step step = steps.get(depth);
    step.into(
        at,
        (name, member) ->
            select(member, depth + 1, step.many() && device.isEmpty() ? name : device, found));
  }

  /** One step of the way into the JSON. */
  private interface Step {
    void into(@Nullable Object at, Members members);

    /** Whether it may lead to several members, of which each is a device. */
    default boolean many() {
      return false;
    }
  }

  /** Takes the members a step leads to. */
  private interface Members {
    void accept(String name, @Nullable Object member);
  }

  private record Name(String name) implements Step {
    @Override
    public void into(@Nullable Object at, Members members) {
      if (at instanceof Map<?, ?> map && map.containsKey(name)) {
        members.accept(name, map.get(name));
      }
    }
  }

  private record Index(int index) implements Step {
    @Override
    public void into(@Nullable Object at, Members members) {
      if (at instanceof List<?> list) {
        int place = index < 0 ? list.size() + index : index;
        if (place >= 0 && place < list.size()) {
          members.accept(Integer.toString(place), list.get(place));
        }
      }
    }
  }

  private record Every(String prefix) implements Step {
    @Override
    public void into(@Nullable Object at, Members members) {
      if (at instanceof Map<?, ?> map) {
        map.forEach(
            (name, member) -> {
              if (String.valueOf(name).startsWith(prefix)) {
                members.accept(String.valueOf(name), member);
              }
            });
      } else if (at instanceof List<?> list && prefix.isEmpty()) {
        for (int i = 0; i < list.size(); i++) {
          members.accept(Integer.toString(i), list.get(i));
        }
      }
    }

    @Override
    public boolean many() {
      return true;
    }
  }

  private record Having(String key, String value) implements Step {
    @Override
    public void into(@Nullable Object at, Members members) {
      new Every("")
          .into(
              at,
              (name, member) -> {
                if (member instanceof Map<?, ?> map && value.equals(map.get(key))) {
                  members.accept(name, member);
                }
              });
    }
  }
}
