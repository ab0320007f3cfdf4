package io.stepscope.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads what lies under {@code isolated/} in the jar, where classes end in {@code .classdata}: a
 * program that has the jar on its class path, scans it or loads services from it sees none of that.
 * Classes of the program are not seen from here either; the parent is the platform loader.
 */
final class IsolatedClassLoader extends ClassLoader {
  private static final String PREFIX = "isolated/";
  private static final String CLASS_SUFFIX = ".classdata";

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final IsolatedResources resources;
  private final ProtectionDomain domain;

  private IsolatedClassLoader(JarFile jar, URL location) {
    super("stepscope", getPlatformClassLoader());
    this.jar = jar;
    this.resources = new IsolatedResources(jar, PREFIX);
    this.domain =
        new ProtectionDomain(new CodeSource(location, (Certificate[]) null), null, this, null);
  }

  /** Opens the jar; it stays open for the life of the process. */
  static IsolatedClassLoader open(File file) throws IOException {
    // Signatures are not checked: whoever can change this jar can change its launcher too.
    return new IsolatedClassLoader(new JarFile(file, false), file.toURI().toURL());
  }

  /**
   * What lies in the jar comes from the jar, whatever others have under that name. For the rest the
   * platform loader is asked; but it also leads to the modules of a program that was started with
   * {@code -m}, and those stay the program's.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("java.") && jar.getJarEntry(entryOf(name)) != null) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
    ClassLoader platform = getPlatformClassLoader();
    Class<?> found = platform.loadClass(name);
    ClassLoader owner = found.getClassLoader();
    if (owner != null && owner != platform) {
      throw new ClassNotFoundException(name);
    }
    return found;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    JarEntry entry = jar.getJarEntry(entryOf(name));
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes;
    try (InputStream stream = jar.getInputStream(entry)) {
      bytes = stream.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (jar.getJarEntry(PREFIX + entryName(name)) == null) {
      return null;
    }
    try {
      return new URL("stepscope", "", -1, "/" + name, resources);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singletonList(found));
  }

  private static String entryOf(String type) {
    return PREFIX + type.replace('.', '/') + CLASS_SUFFIX;
  }

  /** Classes are kept under another suffix; asking for their bytes must still work. */
  static String entryName(String resource) {
    return resource.endsWith(".class")
        ? resource.substring(0, resource.length() - ".class".length()) + CLASS_SUFFIX
        : resource;
  }
}
