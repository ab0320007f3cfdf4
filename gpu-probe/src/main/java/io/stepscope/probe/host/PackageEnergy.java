package io.stepscope.probe.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The power that the processor's sockets draw, from the energy that the kernel counts for each.
 * Most systems let only the administrator read it. Not thread-safe.
 *
 * @see <a href="https://docs.kernel.org/power/powercap/powercap.html">Power Capping Framework</a>
 */
final class PackageEnergy {
  private final List<Socket> sockets = new ArrayList<>();

  private record Socket(Path file, Rate microjoules) {}

  /**
   * @param folder usually {@code /sys/class/powercap}
   */
  PackageEnergy(Path folder) {
    // Only whole sockets: "psys" is the whole machine, and what has two numbers a part of a socket.
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, "{intel,amd}-rapl:[0-9]*")) {
      for (Path socket : found) {
        Path file = socket.resolve("energy_uj");
        if (!String.valueOf(socket.getFileName()).matches(".*:.*:.*")
            && SmallFile.text(socket.resolve("name")).startsWith("package")
            && microjoules(file) >= 0) {
          sockets.add(new Socket(file, new Rate()));
        }
      }
    } catch (IOException e) {
      sockets.clear(); // There is no such folder: nothing to read.
    }
  }

  boolean isReadable() {
    return !sockets.isEmpty();
  }

  /** Mean since the last call, of all sockets; NaN at first, and where nothing can be read. */
  double watts(long nowNanos) {
    double watts = 0;
    for (Socket socket : sockets) {
      long now = microjoules(socket.file());
      if (now < 0) {
        return Double.NaN;
      }
      socket.microjoules().now(now, nowNanos);
      watts += socket.microjoules().perSecond() / 1e6;
    }
    return sockets.isEmpty() ? Double.NaN : watts;
  }

  private static long microjoules(Path file) {
    String text = SmallFile.text(file);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }
}
