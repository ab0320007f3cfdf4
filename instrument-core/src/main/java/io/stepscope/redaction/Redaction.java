package io.stepscope.redaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Replaces secrets by {@code ***}: by the name they are assigned to, by their own shape, and the
 * values of this process's secret variables wherever they occur.
 *
 * <p>It prefers masking too much after the name of a secret to storing one, and leaves numbers and
 * prose alone. Immutable and thread-safe; never throws.
 */
public final class Redaction {

  /** What stands for a secret that was removed. */
  public static final String MASK = SecretShapes.MASK;

  private final Set<String> values;
  private final KnownSecrets known;

  private Redaction(Set<String> values) {
    this.values = values;
    this.known = new KnownSecrets(values);
  }

  /** Knows names and shapes, but no values. */
  public static Redaction withoutValues() {
    return new Redaction(Set.of());
  }

  /** Knows in addition the secrets among the environment and the system properties. */
  public static Redaction of(Map<String, String> environment, Map<String, String> properties) {
    Set<String> values = new TreeSet<>();
    SecretVariables.collect(environment, values);
    SecretVariables.collect(properties, values);
    return new Redaction(values);
  }

  /** Knows in addition these values; those shorter than 8 characters are ignored. */
  public Redaction and(Collection<String> moreValues) {
    Set<String> all = new TreeSet<>(values);
    all.addAll(moreValues);
    return new Redaction(all);
  }

  /** Whether the name of a setting, variable or argument suggests that its value is a secret. */
  public static boolean isSecretName(String name) {
    return SecretNames.isSecret(name);
  }

  /**
   * A line or text without its secrets. Cheap when there are none: the same instance is returned.
   */
  public String text(String text) {
    return Assignments.mask(SecretShapes.mask(known.mask(text)));
  }

  /** The value of a setting, masked as a whole when the name says that it is a secret. */
  public String value(String name, String value) {
    return SecretNames.isSecret(name) && !ValueShape.isPlain(value) ? MASK : text(value);
  }

  /** All values of a map, by their names; keeps the order. */
  public Map<String, String> values(Map<String, String> map) {
    Map<String, String> result = new LinkedHashMap<>();
    map.forEach((name, value) -> result.put(name, value(name, value)));
    return result;
  }

  /**
   * The arguments of a program, one by one: {@code --api-key=x}, {@code --api-key x}, {@code
   * -Dpassword=x}, {@code password=x}, and what {@link #text} finds in the others.
   */
  public List<String> arguments(List<String> arguments) {
    List<String> result = new ArrayList<>(arguments.size());
    boolean secretFollows = false;
    for (String argument : arguments) {
      boolean flag = argument.startsWith("-") && argument.indexOf('=') < 0;
      boolean secretFlag = flag && SecretNames.isSecret(argument);
      boolean value = secretFollows && !argument.startsWith("--") && !secretFlag;
      result.add(value && !ValueShape.isPlain(argument) ? MASK : argument(argument));
      secretFollows = secretFlag;
    }
    return result;
  }

  private String argument(String argument) {
    int equals = argument.indexOf('=');
    if (equals > 0) {
      String name = argument.substring(0, equals);
      String value = argument.substring(equals + 1);
      if (!ValueShape.isPlain(value) && SecretNames.isSecret(name) && name.indexOf('?') < 0) {
        return name + "=" + MASK;
      }
    }
    return text(argument);
  }
}
