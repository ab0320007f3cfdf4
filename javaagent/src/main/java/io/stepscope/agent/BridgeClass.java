package io.stepscope.agent;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Puts the bridge where every class loader of the program sees it: in the bootstrap loader.
 *
 * <p>The plain way there, a jar appended to the bootstrap class path, makes the JVM warn and share
 * fewer classes. So the JDK's own way of defining a class is tried first; it is internal, and the
 * plain way remains for a JDK that has it no longer.
 */
final class BridgeClass {

  private static final String NAME = "io.stepscope.bridge.Bridge";
  private static final String ENTRY = "io/stepscope/bridge/Bridge.class";

  /** Not where the isolated loader would find it as a class of its own. */
  private static final String RESOURCE = "/bootstrap/" + ENTRY;

  private BridgeClass() {}

  /** Defines the bridge; false when it is there already. */
  static boolean define(Instrumentation instrumentation) throws Exception {
    if (isThere()) {
      return false;
    }
    byte[] bytes = bytes();
    try {
      defineDirectly(instrumentation, bytes);
    } catch (Exception | LinkageError e) {
      append(instrumentation, bytes);
    }
    return true;
  }

  private static boolean isThere() {
    try {
      Class.forName(NAME, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = BridgeClass.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException(RESOURCE);
      }
      return in.readAllBytes();
    }
  }

  private static void defineDirectly(Instrumentation instrumentation, byte[] bytes)
      throws ReflectiveOperationException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(BridgeClass.class.getModule())),
        Map.of(),
        Set.of(),
        Map.of());
    Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
    Object unsafe = type.getMethod("getUnsafe").invoke(null);
    type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class)
        .invoke(unsafe, NAME, bytes, 0, bytes.length, null, null);
  }

  private static void append(Instrumentation instrumentation, byte[] bytes) throws IOException {
    File file = File.createTempFile("stepscope-bridge", ".jar");
    file.deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(new FileOutputStream(file))) {
      out.putNextEntry(new JarEntry(ENTRY));
      out.write(bytes);
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(file));
  }
}
