package io.stepscope.agent;

import io.stepscope.agent.advice.StepCalled;
import io.stepscope.recorder.Notices;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.stream.Collectors;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the step method that the configuration names, and leaves all other classes to the weaver
 * of frameworks. Adds no member; one line says so where there is no such method.
 */
final class StepWeaver implements ClassFileTransformer {

  private final StepMethod step;
  private final ClassFileTransformer frameworks;
  private final Notices notices;

  StepWeaver(StepMethod step, ClassFileTransformer frameworks, Notices notices) {
    this.step = step;
    this.frameworks = frameworks;
    this.notices = notices;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      String type,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes)
      throws java.lang.instrument.IllegalClassFormatException {
    byte[] woven =
        !Hook.types().contains(type)
            ? null
            : frameworks.transform(module, loader, type, redefined, domain, bytes);
    if (!step.isIn(type)) {
      return woven;
    }
    try {
      byte[] more = woven(loader, woven == null ? bytes : woven);
      return more == null ? woven : more;
    } catch (Throwable t) {
      say("its class cannot be woven (" + t + ")");
      return woven;
    }
  }

  private byte @Nullable [] woven(@Nullable ClassLoader loader, byte[] bytes) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(step.type(), bytes),
            ClassFileLocator.ForClassLoader.of(loader));
    TypeDescription type =
        TypePool.Default.WithLazyResolution.of(locator).describe(step.type()).resolve();
    MethodList<?> methods =
        type.getDeclaredMethods()
            .filter(
                ElementMatchers.isMethod().and(ElementMatchers.not(ElementMatchers.isBridge())));
    MethodList<?> meant = methods.filter(method -> step.is(method));
    if (meant.isEmpty()) {
      say("there is no such method" + otherwise(methods));
      return null;
    }
    MethodList<?> usable =
        meant.filter(
            ElementMatchers.not(ElementMatchers.isAbstract().or(ElementMatchers.isNative())));
    if (usable.isEmpty()) {
      say("it is " + (meant.get(0).isAbstract() ? "abstract" : "native") + "; name another");
      return null;
    }
    if (usable.size() > 1) {
      notices.say(
          "step="
              + step
              + " means "
              + usable.size()
              + " methods, and a call of any of them is a step; to choose one: "
              + step.type()
              + "#"
              + StepMethod.written(usable.get(0)));
    }
    try (DynamicType.Unloaded<?> made =
        new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .decorate(type, locator)
            .visit(Advice.to(StepCalled.class).on(method -> usable.contains(method)))
            .make()) {
      return made.getBytes();
    }
  }

  /** What there is instead: other parameters, or all methods there are. */
  private String otherwise(MethodList<?> methods) {
    MethodList<?> named = methods.filter(ElementMatchers.named(step.name()));
    String there =
        (named.isEmpty() ? methods : named)
            .stream()
                .filter(method -> !((MethodDescription) method).isSynthetic())
                .map(method -> StepMethod.written((MethodDescription) method))
                .distinct()
                .sorted()
                .limit(10)
                .collect(Collectors.joining(", "));
    return there.isEmpty() ? "" : ", but " + there;
  }

  private void say(String trouble) {
    notices.say("step=" + step + " is not recorded: " + trouble);
  }
}
