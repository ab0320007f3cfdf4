package io.stepscope.viewer.check;

import io.stepscope.probe.LibraryFolders;
import io.stepscope.tracker.Finding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether NVIDIA's libraries are there and can be loaded: in a process of its own, because one that
 * does not fit its driver can end the process that loads it. Linux only; elsewhere nothing is said.
 */
public final class GpuCheck {
  private static final List<String> DRIVER_FOLDERS =
      List.of(
          "/usr/lib/wsl/lib",
          "/usr/local/nvidia/lib64",
          "/usr/local/nvidia/lib",
          "/run/opengl-driver/lib");

  private final Path root;
  private final String libraryPath;
  private final Loading loading;

  /** Tries to load a library; says why it cannot be loaded, or nothing. */
  public interface Loading {
    String load(Path library);
  }

  /**
   * @param root of the file system
   * @param libraryPath the value of {@code LD_LIBRARY_PATH}, may be empty
   */
  GpuCheck(Path root, String libraryPath, Loading loading) {
    this.root = root;
    this.libraryPath = libraryPath;
    this.loading = loading;
  }

  public static Examination run(String libraryPath, Loading loading) {
    if (File.separatorChar != '/' || !Files.isDirectory(Path.of("/proc"))) {
      return new Examination("GPU", List.of(Finding.ok("NVIDIA", "is looked for on Linux only")));
    }
    return new GpuCheck(Path.of("/"), libraryPath, loading).examine();
  }

  Examination examine() {
    List<Path> devices = devices();
    Path driver = root.resolve("proc/driver/nvidia/version");
    boolean present = !devices.isEmpty() || Files.exists(driver);
    List<Finding> findings = new ArrayList<>();
    if (present) {
      findings.add(Finding.ok("driver", driverLine(driver, devices)));
    }
    boolean found = false;
    for (String name : List.of("libnvidia-ml.so.1", "libcuda.so.1")) {
      Path library = LibraryFolders.find(root, name, libraryPath);
      Path elsewhere = library == null ? elsewhere(name) : null;
      found |= library != null || elsewhere != null;
      if (library != null) {
        String trouble = loading.load(library);
        findings.add(
            trouble.isEmpty()
                ? Finding.ok(name, "can be loaded, from " + library.getParent())
                : Finding.warning(
                    name,
                    library + " cannot be loaded: " + trouble,
                    "install the library of the driver that runs; without it nothing is known of"
                        + " the GPU"));
      } else if (elsewhere != null) {
        findings.add(
            Finding.warning(
                name,
                "is in " + elsewhere.getParent() + ", where programs do not look for it",
                "add that folder to LD_LIBRARY_PATH"));
      } else if (present) {
        findings.add(
            Finding.warning(
                name,
                "is not there, though an NVIDIA device is",
                "in a container, give it the libraries (for docker --gpus all, and"
                    + " NVIDIA_DRIVER_CAPABILITIES=compute,utility)"));
      }
    }
    if (!present && !found) {
      findings.add(Finding.ok("NVIDIA", "no device and no driver here"));
    } else if (!present) {
      findings.add(
          Finding.warning(
              "driver",
              "the libraries are there, but no device",
              "in a container, give it the devices (for docker --gpus all)"));
    }
    return new Examination("GPU", findings);
  }

  private List<Path> devices() {
    Path dev = root.resolve("dev");
    if (!Files.isDirectory(dev)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dev)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("nvidia\\d+|dxg"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String driverLine(Path driver, List<Path> devices) {
    String version;
    try {
      version = Files.readAllLines(driver).stream().findFirst().orElse("");
    } catch (IOException e) {
      version = "version not told";
    }
    return devices.size() + " devices, " + version.replaceAll("\\s+", " ").strip();
  }

  /** In which of the folders that drivers use, though programs do not look there. */
  private @Nullable Path elsewhere(String name) {
    for (String folder : DRIVER_FOLDERS) {
      Path file = root.resolve(folder.substring(1)).resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
