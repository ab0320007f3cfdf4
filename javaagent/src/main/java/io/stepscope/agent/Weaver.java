package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves advice into the classes that have hooks. Works on bytes alone: no class of the program is
 * loaded by it, and no member is added, so that a loaded class can be woven as well.
 */
final class Weaver implements ClassFileTransformer {

  private final Notices notices;
  private final FrameworkFit fit;

  Weaver(Notices notices, FrameworkFit fit) {
    this.notices = notices;
    this.fit = fit;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String type,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    try {
      return woven(loader, type, bytes);
    } catch (Throwable t) {
      notices.say(
          type.replace('/', '.') + " cannot be woven (" + t + "); its training is not recorded");
      return null;
    }
  }

  private byte @Nullable [] woven(@Nullable ClassLoader loader, String type, byte[] bytes) {
    String name = type.replace('/', '.');
    // Other classes are looked at as resources of the program's loader.
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, bytes), ClassFileLocator.ForClassLoader.of(loader));
    TypeDescription description =
        TypePool.Default.WithLazyResolution.of(locator).describe(name).resolve();
    List<Hook> hooks = Hook.in(type);
    if (!fit.fits(loader, description, hooks)) {
      return null;
    }
    DynamicType.Builder<?> builder =
        new ByteBuddy().with(TypeValidation.DISABLED).decorate(description, locator);
    CallWeaving calls = new CallWeaving(type, TimedCall.in(type), bytes);
    builder = builder.visit(calls.wrapper());
    for (TimedCall missing : calls.missing()) {
      notices.say(name + " does not call " + missing + " in this version; that is not timed");
    }
    for (Hook hook : hooks) {
      builder = builder.visit(Advice.to(hook.advice()).on(hook.matcher()));
    }
    try (DynamicType.Unloaded<?> made = builder.make()) {
      return made.getBytes();
    }
  }
}
