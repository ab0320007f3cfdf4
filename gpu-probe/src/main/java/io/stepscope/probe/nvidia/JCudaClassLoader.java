package io.stepscope.probe.nvidia;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Defines the copy of JCuda that lies beside this class, which finds its native library where we
 * put it.
 *
 * <p>JCuda by itself loads whatever lies under a fixed name in the temporary folder, whoever wrote
 * it. Here it is told of one path and of no resource to unpack. A copy of its own also goes with
 * whatever version the program has, and keeps the switches that the program sets in its own, such
 * as exceptions instead of codes, away from ours.
 */
final class JCudaClassLoader extends ClassLoader {
  private static final String JCUDA = "jcuda.";
  private static final String CALLS = CudaCalls.class.getPackageName() + ".JCudaCalls";

  /** Where the build puts what it takes from JCuda's jars; a class is {@code .classdata}. */
  static final String SHIPPED = CudaCalls.class.getPackageName().replace('.', '/') + "/shipped/";

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader bytes;
  private final Path library;

  private JCudaClassLoader(ClassLoader parent, Path library) {
    super("stepscope-jcuda", parent);
    this.bytes = parent;
    this.library = library;
  }

  /**
   * Loads JCuda.
   *
   * @param library its native library, which nobody else can change
   * @throws LinkageError if it cannot be loaded
   */
  static CudaCalls load(Path library) throws ReflectiveOperationException {
    ClassLoader own = JCudaClassLoader.class.getClassLoader();
    return (CudaCalls)
        new JCudaClassLoader(own, library).loadClass(CALLS).getConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(JCUDA) && !name.startsWith(CALLS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/');
    String resource = name.startsWith(JCUDA) ? SHIPPED + path + ".classdata" : path + ".class";
    try (InputStream in = bytes.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      return defineClass(name, code, 0, code.length, JCudaClassLoader.class.getProtectionDomain());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  protected String findLibrary(String name) {
    return library.toString();
  }

  @Override
  public @Nullable URL getResource(String name) {
    return null;
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.emptyEnumeration();
  }
}
