package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import net.bytebuddy.description.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Tells the versions of frameworks that can be recorded from those that cannot: they are older than
 * the oldest that is supported, or lack a method that is woven. One line for each copy of a
 * framework, however many of its classes are met.
 *
 * <p>Looks at files and bytes only; no class of the program is loaded. Thread-safe.
 */
final class FrameworkFit {

  private final Notices notices;

  /** What is known of each copy, by its loader; goes with it. */
  private final Map<@Nullable ClassLoader, Map<Framework, Copy>> copies =
      Collections.synchronizedMap(new WeakHashMap<>());

  FrameworkFit(Notices notices) {
    this.notices = notices;
  }

  /**
   * Whether a class may be woven; says why not, once for each copy of its framework.
   *
   * @param hooks those of the class
   */
  boolean fits(@Nullable ClassLoader loader, TypeDescription type, List<Hook> hooks) {
    Framework framework = Framework.of(type.getName());
    Copy copy = copy(framework, loader);
    if (copy.refused) {
      return false;
    }
    if (copy.isOlderThan(framework.oldest())) {
      refuse(
          copy,
          framework.title()
              + " "
              + copy.version
              + " is older than "
              + framework.oldest()
              + ", the oldest that the agent records; its training is not recorded by the agent");
      return false;
    }
    for (Hook hook : hooks) {
      if (type.getDeclaredMethods().filter(hook.matcher()).isEmpty()) {
        refuse(
            copy,
            type.getName()
                + " has no method "
                + hook.method()
                + hook.descriptor()
                + " in "
                + (copy.version == null ? "this version" : framework.title() + " " + copy.version)
                + "; its training is not recorded by the agent");
        return false;
      }
    }
    return true;
  }

  /** Whether a class of this copy of a framework was refused, so that nothing of it is recorded. */
  boolean isRefused(Framework framework, @Nullable ClassLoader loader) {
    return copy(framework, loader).refused;
  }

  private void refuse(Copy copy, String why) {
    synchronized (copy) {
      if (copy.refused) {
        return;
      }
      copy.refused = true;
    }
    notices.say(why);
  }

  private Copy copy(Framework framework, @Nullable ClassLoader loader) {
    Copy known = known(framework, loader, null);
    if (known != null) {
      return known;
    }
    // Without the lock: a loader may be asked by a thread that waits here for another one's answer.
    Copy made = new Copy(version(framework, loader));
    Copy first = known(framework, loader, made);
    return first == null ? made : first;
  }

  /** The copy of that loader; where there is none, {@code made} becomes it unless it is null. */
  private @Nullable Copy known(
      Framework framework, @Nullable ClassLoader loader, @Nullable Copy made) {
    synchronized (copies) {
      Map<Framework, Copy> ofLoader =
          copies.computeIfAbsent(loader, unknown -> new EnumMap<>(Framework.class));
      return made == null ? ofLoader.get(framework) : ofLoader.putIfAbsent(framework, made);
    }
  }

  /**
   * The version that a copy says it has; null when it does not say, as where it was repackaged. The
   * loader's own file: most loaders ask their parent first for files, also those that ask it last
   * for classes, and the parent may have another copy.
   */
  private static @Nullable String version(Framework framework, @Nullable ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    try {
      List<URL> files = files(framework, loader);
      ClassLoader parent = loader.getParent();
      List<String> others =
          parent == null || files.size() < 2
              ? List.of()
              : files(framework, parent).stream().map(URL::toString).toList();
      for (URL file : files) {
        if (!others.contains(file.toString())) {
          return version(framework, file);
        }
      }
      return files.isEmpty() ? null : version(framework, files.get(0));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static List<URL> files(Framework framework, ClassLoader loader) throws IOException {
    return Collections.list(loader.getResources(framework.versionFile()));
  }

  private static @Nullable String version(Framework framework, URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // The cache of jars is the program's.
    try (InputStream in = connection.getInputStream()) {
      Properties properties = new Properties();
      properties.load(in);
      String version = properties.getProperty(framework.versionKey(), "").strip();
      return version.isEmpty() ? null : version;
    }
  }

  /** One copy of a framework in the process. */
  private static final class Copy {
    private final @Nullable String version;
    private volatile boolean refused;

    Copy(@Nullable String version) {
      this.version = version;
    }

    /** Unknown versions, and those that are no version, are not. */
    boolean isOlderThan(String oldest) {
      try {
        return version != null && parse(version).compareTo(parse(oldest)) < 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    /** Lower case, so that milestones come after betas. */
    private static Version parse(String version) {
      return Version.parse(version.toLowerCase(Locale.ROOT));
    }
  }
}
