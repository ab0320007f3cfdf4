package io.stepscope.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Who wrote a lock file: for messages, and to know whether its lock can be seen from this host.
 *
 * @param pid process id, for messages only: it is never used to find out whether the process lives
 * @param host name of the machine; empty when unknown
 */
public record Holder(long pid, String host) {

  private static final String THIS_HOST =
      hostName(System.getenv(), Path.of("/proc/sys/kernel/hostname"));

  /** This process on this machine. */
  public static Holder ofThisProcess() {
    return new Holder(ProcessHandle.current().pid(), THIS_HOST);
  }

  /** Reads {@code pid@host}; unreadable text gives a holder on an unknown host. */
  static Holder parse(String text) {
    int at = text.indexOf('@');
    try {
      return new Holder(
          Long.parseLong(text.substring(0, Math.max(at, 0)).strip()),
          text.substring(at + 1).strip());
    } catch (NumberFormatException e) {
      return new Holder(0, "");
    }
  }

  /** Whether it is this machine, as far as that is known. */
  public boolean isOnThisHost() {
    return host.isEmpty() || host.equals(THIS_HOST);
  }

  /** Name of this machine without asking a name server, which may take seconds. */
  static String hostName(Map<String, String> environment, Path kernelFile) {
    try {
      return Files.readString(kernelFile, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      String name =
          environment.getOrDefault("COMPUTERNAME", environment.getOrDefault("HOSTNAME", ""));
      return name.toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return pid + "@" + host;
  }
}
