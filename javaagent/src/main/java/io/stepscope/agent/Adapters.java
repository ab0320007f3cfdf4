package io.stepscope.agent;

import io.stepscope.bridge.Bridge;
import io.stepscope.recorder.Notices;
import java.lang.reflect.Constructor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads what is called over the bridge to the adapter of the framework that it comes from. There is
 * one for each framework and loader, so two copies of a framework do not meet.
 *
 * <p>Adapters are kept by the framework's own classes and go with them. Thread-safe.
 */
final class Adapters implements Function<Object[], @Nullable Object> {

  private final Notices notices;
  private final FrameworkFit fit;
  private final LateWeaving late;

  /** By the class that the adapter's loader is found with. */
  private final ClassValue<Function<Object[], @Nullable Object>> byAnchor =
      new ClassValue<>() {
        @Override
        protected Function<Object[], @Nullable Object> computeValue(Class<?> anchor) {
          return adapter(anchor);
        }
      };

  /** By the class that was woven. */
  private final ClassValue<Function<Object[], @Nullable Object>> byWoven =
      new ClassValue<>() {
        @Override
        protected Function<Object[], @Nullable Object> computeValue(Class<?> woven) {
          try {
            return byAnchor.get(anchor(woven));
          } catch (RuntimeException | LinkageError e) {
            notices.say(
                "the agent's part for "
                    + woven.getName()
                    + " cannot be loaded ("
                    + e
                    + "); its training is not recorded");
            return call -> null;
          }
        }
      };

  Adapters(Notices notices, FrameworkFit fit, LateWeaving late) {
    this.notices = notices;
    this.fit = fit;
    this.late = late;
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    try {
      if (call[0].equals("closed")) {
        call[3] = Unwinding.closes((Class<?>) call[1]);
      }
      return byWoven.get((Class<?>) call[1]).apply(call);
    } catch (Throwable t) {
      notices.once("agent " + call[0], "the agent cannot record this training (" + t + ")");
      return null;
    }
  }

  /** Of each framework one class, so that all its woven classes have the same adapter. */
  private static Class<?> anchor(Class<?> woven) {
    Framework framework = Framework.of(woven);
    try {
      return Class.forName(framework.anchor(), false, woven.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(framework.anchor() + " is missing", e);
    }
  }

  private Function<Object[], @Nullable Object> adapter(Class<?> anchor) {
    Framework framework = Framework.of(anchor);
    if (!fit.isRefused(framework, anchor.getClassLoader())) {
      late.weave(anchor);
    }
    // Its other classes may have been woven before one did not fit.
    if (fit.isRefused(framework, anchor.getClassLoader())) {
      return call -> null;
    }
    ClassLoader loader =
        new AdapterClassLoader(
            framework.listener(), anchor.getClassLoader(), Adapters.class.getClassLoader());
    try {
      return make(Class.forName(framework.adapter(), true, loader).asSubclass(Function.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(framework.adapter() + " does not fit", e);
    }
  }

  /** Adapters that have details to ask for are given what turns {@link Bridge#isDetailed} on. */
  @SuppressWarnings("unchecked") // That is what adapters are.
  private static Function<Object[], @Nullable Object> make(Class<?> adapter)
      throws ReflectiveOperationException {
    Constructor<?> constructor = adapter.getDeclaredConstructors()[0];
    constructor.setAccessible(true); // Nobody else shall see it.
    Consumer<Boolean> details = Bridge::detail;
    Object made =
        constructor.getParameterCount() == 0
            ? constructor.newInstance()
            : constructor.newInstance(details);
    return (Function<Object[], @Nullable Object>) made;
  }
}
