package io.stepscope.agent;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A method of a loop of the user's own, each call of which is a step.
 *
 * @param type its class, with dots
 * @param name the method's name
 * @param parameters types of the parameters, in full or by their last part; null for any
 */
record StepMethod(String type, String name, @Nullable List<String> parameters) {

  /** Reads {@code package.Class#method}, with or without {@code (type+type)}. */
  static StepMethod parse(String text) {
    int hash = text.indexOf('#');
    int open = text.indexOf('(');
    String type = text.substring(0, hash);
    if (open < 0) {
      return new StepMethod(type, text.substring(hash + 1), null);
    }
    String inside = text.substring(open + 1, text.length() - 1).strip();
    List<String> parameters =
        inside.isEmpty()
            ? List.of()
            : Arrays.stream(inside.split("[+,]", -1)).map(String::strip).toList();
    return new StepMethod(type, text.substring(hash + 1, open), parameters);
  }

  /** Whether it is a method of a class, named as class files name it. */
  boolean isIn(String internalName) {
    return internalName.replace('/', '.').equals(type);
  }

  /** Whether it is this one. */
  boolean is(MethodDescription method) {
    if (!method.getName().equals(name)) {
      return false;
    }
    List<String> wanted = parameters;
    if (wanted == null) {
      return true;
    }
    List<TypeDescription> has = method.getParameters().asTypeList().asErasures();
    if (has.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!isCalled(has.get(i), wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCalled(TypeDescription type, String wanted) {
    String full = type.getActualName();
    return full.equals(wanted)
        || full.endsWith("." + wanted)
        || full.endsWith("$" + wanted)
        || full.replace('$', '.').equals(wanted);
  }

  /** How people write a method that is there. */
  static String written(MethodDescription method) {
    return method.getName()
        + method.getParameters().asTypeList().asErasures().stream()
            .map(TypeDescription::getActualName)
            .map(full -> full.substring(full.lastIndexOf('.') + 1))
            .collect(Collectors.joining("+", "(", ")"));
  }

  @Override
  public String toString() {
    return type + "#" + name + (parameters == null ? "" : "(" + String.join("+", parameters) + ")");
  }
}
