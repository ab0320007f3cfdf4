package io.stepscope.probe.nvidia;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Brings JCuda's native library from its jar into this process: by a folder that was made for it
 * alone, with a name nobody can guess and rights for nobody else, which is gone when the library is
 * loaded. Only the bytes that were released are ever loaded.
 */
final class JCudaLibrary {
  /** The driver API alone: JCuda's other libraries bring 25 MB that are not needed. */
  static final String RESOURCE =
      JCudaClassLoader.SHIPPED + "lib/libJCudaDriver-12.6.0-linux-x86_64.so";

  private static final String SHA_256 =
      "fdc3b4b4fca4f0fab54ff12c0b4d6ad1c5e8d55015b4950834c705e5db301255";

  /** A native library is there once for a process, whatever runs begin and end. */
  private static @Nullable CudaCalls loaded;

  private JCudaLibrary() {}

  /** Loads it, once; what is called of it is looked for in libcuda by the caller. */
  static synchronized CudaCalls load() throws UnavailableException {
    if (loaded == null) {
      loaded = loadHere();
    }
    return loaded;
  }

  private static CudaCalls loadHere() throws UnavailableException {
    String platform =
        System.getProperty("os.name").toLowerCase(Locale.ROOT)
            + ' '
            + System.getProperty("os.arch");
    if (!platform.startsWith("linux") || !platform.endsWith(" amd64")) {
      throw new UnavailableException("JCuda is not shipped for " + platform);
    }
    return load(bytes(), folders());
  }

  static CudaCalls load(byte[] library, List<Path> folders) throws UnavailableException {
    if (!SHA_256.equals(HexFormat.of().formatHex(digest(library)))) {
      throw new UnavailableException("JCuda's library is not the one that was released");
    }
    List<String> reasons = new ArrayList<>();
    for (Path folder : folders) {
      try {
        return loadFrom(folder, library);
      } catch (IOException | LinkageError | ReflectiveOperationException e) {
        reasons.add(folder + ": " + firstLine(e)); // Read-only, or nothing there may be executed.
      }
    }
    throw new UnavailableException("JCuda cannot be loaded from " + String.join(", ", reasons));
  }

  private static CudaCalls loadFrom(Path folder, byte[] library)
      throws IOException, ReflectiveOperationException {
    Path own = Files.createTempDirectory(folder, "stepscope-jcuda"); // For its owner only.
    Path file = own.resolve("libJCudaDriver.so");
    try {
      Files.write(file, library);
      return JCudaClassLoader.load(file);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError error) {
        throw error;
      }
      throw e;
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(own);
    }
  }

  private static List<Path> folders() {
    return List.of(
        Path.of(System.getProperty("java.io.tmpdir")), Path.of(System.getProperty("user.home")));
  }

  private static byte[] bytes() throws UnavailableException {
    try (InputStream in = JCudaLibrary.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new UnavailableException("JCuda's library is not in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UnavailableException("JCuda's library cannot be read: " + e);
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String firstLine(Throwable t) {
    return t.toString().lines().findFirst().orElse("");
  }
}
