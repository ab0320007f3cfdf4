package io.stepscope.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasDescriptor;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A method of a framework into which advice is woven. A framework that lacks one of these methods
 * is of a version that does not fit, and is left alone.
 *
 * @param type the class, as class files have it
 * @param method the method's name
 * @param descriptor the method's parameters and result, as class files have them
 * @param advice what is woven
 * @param late whether the class is woven only once there is a training, see {@link LateWeaving}
 */
public record Hook(String type, String method, String descriptor, Class<?> advice, boolean late) {

  private static final List<Hook> ALL =
      Stream.of(DjlHooks.ALL, Dl4jHooks.ALL).flatMap(List::stream).toList();

  private static final Set<String> LATE = types(true);

  /** A hook in a class that only programs load which train. */
  Hook(String type, String method, String descriptor, Class<?> advice) {
    this(type, method, descriptor, advice, false);
  }

  /** The hooks in a class. */
  static List<Hook> in(String type) {
    return ALL.stream().filter(hook -> hook.type.equals(type)).toList();
  }

  /** The classes whose loading wakes the agent, as class files have them. */
  public static Set<String> types() {
    Set<String> types = new HashSet<>(types(false));
    Dl4jTimedCalls.ALL.forEach(call -> types.add(call.type()));
    return types;
  }

  /** The classes that are woven once there is a training. */
  static Set<String> lateTypes() {
    return LATE;
  }

  /** The method itself, among those of its class. */
  ElementMatcher<MethodDescription> matcher() {
    ElementMatcher.Junction<MethodDescription> byName =
        method.equals("<init>") ? isConstructor() : named(method);
    return byName.and(hasDescriptor(descriptor));
  }

  private static Set<String> types(boolean late) {
    return ALL.stream()
        .filter(hook -> hook.late == late)
        .map(Hook::type)
        .collect(Collectors.toUnmodifiableSet());
  }
}
