package io.stepscope.agent;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where a framework and Stepscope meet: defines the classes of a listener, which see the framework
 * as its own loader does, and the one copy of Stepscope's core that the process has.
 *
 * <p>A program's own copy of the listener or of the core is never used here.
 */
final class AdapterClassLoader extends ClassLoader {

  private static final String STEPSCOPE = "io.stepscope.";

  static {
    registerAsParallelCapable();
  }

  private final String listener;
  private final ClassLoader core;

  /**
   * A loader for one listener and one framework.
   *
   * @param listener package of the listener, with the dot at its end
   * @param framework the loader that defines the framework's classes
   * @param core the loader that has the listener's bytes and defines the core
   */
  AdapterClassLoader(String listener, ClassLoader framework, ClassLoader core) {
    super("stepscope-adapter", framework);
    this.listener = listener;
    this.core = core;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(STEPSCOPE)) {
      return super.loadClass(name, resolve);
    }
    if (!name.startsWith(listener)) {
      return core.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = core.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(
          name, bytes, 0, bytes.length, AdapterClassLoader.class.getProtectionDomain());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
