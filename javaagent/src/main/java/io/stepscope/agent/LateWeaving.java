package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes that programs load though they never train, such as the layers of a network:
 * only once there is a training. Those that are loaded by then are woven where they stand.
 *
 * <p>Thread-safe. Adds no members, so loaded classes can be woven.
 */
final class LateWeaving implements ClassFileTransformer {

  private final Instrumentation instrumentation;
  private final Weaver weaver;
  private final Notices notices;

  /** Names of what is woven, by the loaders that it goes with. */
  private final Map<ClassLoader, Set<String>> woven =
      Collections.synchronizedMap(new WeakHashMap<>());

  LateWeaving(Instrumentation instrumentation, Weaver weaver, Notices notices) {
    this.instrumentation = instrumentation;
    this.weaver = weaver;
    this.notices = notices;
  }

  /** Sees every class; looks a name up and nothing more, as a rule. */
  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String type,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (type == null || loader == null || !Hook.lateTypes().contains(type)) {
      return null;
    }
    byte[] changed = weaver.transform(loader, type, redefined, domain, bytes);
    if (changed != null) {
      woven
          .computeIfAbsent(loader, unknown -> ConcurrentHashMap.newKeySet())
          .add(type.replace('/', '.'));
    }
    return changed;
  }

  /**
   * Weaves what belongs to a framework that trains. Not to be called while a class is being loaded:
   * Java then weaves nothing on this thread.
   *
   * @param anchor a class of the framework, loaded by its loader
   */
  void weave(Class<?> anchor) {
    ClassLoader loader = anchor.getClassLoader();
    Framework framework = Framework.of(anchor);
    for (String type : Hook.lateTypes()) {
      String name = type.replace('/', '.');
      if (Framework.of(name) == framework) {
        try {
          Class<?> late = Class.forName(name, false, loader);
          if (late.getClassLoader() == loader
              && !woven.getOrDefault(loader, Set.of()).contains(name)) {
            instrumentation.retransformClasses(late);
          }
        } catch (Exception | LinkageError e) {
          notices.say(
              name + " cannot be woven (" + e + "); the agent records less of its training");
        }
      }
    }
  }
}
