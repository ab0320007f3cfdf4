package io.stepscope.coordinates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** Machine, operating system and JVM of a process. */
final class Machine {

  private final ProcessView process;

  private Machine(ProcessView process) {
    this.process = process;
  }

  static void gather(ProcessView process, Facts facts) {
    Machine machine = new Machine(process);
    facts.put("user", process.property("user.name"));
    facts.put("host", machine.host());
    facts.put("os.name", process.property("os.name"));
    facts.put("os.version", process.property("os.version"));
    facts.put("os.arch", process.property("os.arch"));
    facts.put("cpu.model", machine.processor());
    facts.put("cpu.count", Runtime.getRuntime().availableProcessors());
    facts.put("memory.bytes", machine.memory());
    facts.put("java.vendor", process.property("java.vendor"));
    facts.put("java.version", process.property("java.version"));
    facts.put("java.vm", process.property("java.vm.name"));
    facts.put("java.heap_max_bytes", Runtime.getRuntime().maxMemory());
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("time_zone", TimeZone.getDefault().getID());
    facts.put("locale", Locale.getDefault().toLanguageTag());
  }

  private @Nullable String host() {
    for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
      String name = process.environment().getOrDefault(variable, "");
      if (!name.isBlank()) {
        return name;
      }
    }
    String name = text("proc/sys/kernel/hostname");
    if (name != null) {
      return name;
    }
    try {
      // May ask a name server, and is the last resort for that.
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private @Nullable String processor() {
    String model = field("proc/cpuinfo", "model name");
    return model == null ? process.environment().get("PROCESSOR_IDENTIFIER") : model;
  }

  /** Memory of the machine, or of the container if that gets less; -1 when unknown. */
  private long memory() {
    String total = field("proc/meminfo", "MemTotal");
    long bytes = total == null ? -1 : number(total.replace("kB", "").strip()) * 1024;
    for (String limit : List.of("memory.max", "memory/memory.limit_in_bytes")) {
      bytes = lower(bytes, number(text("sys/fs/cgroup/" + limit)));
    }
    String group = field("proc/self/cgroup", "0:"); // "0::/path"
    for (String at = group == null ? "" : group; at.length() > 1; at = parent(at)) {
      bytes = lower(bytes, number(text("sys/fs/cgroup" + at + "/memory.max")));
    }
    return bytes;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static long lower(long bytes, long limit) {
    return limit > 0 && (bytes < 0 || limit < bytes) ? limit : bytes;
  }

  private static long number(@Nullable String text) {
    // "max" means no limit; 19 digits and more are how older kernels say so.
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  /** What follows the colon after a name, from the first line that has it. */
  private @Nullable String field(String file, String name) {
    String text = text(file);
    if (text == null) {
      return null;
    }
    for (String line : text.split("\n")) {
      if (line.startsWith(name)) {
        int colon = line.indexOf(':', name.length());
        return colon < 0 ? null : line.substring(colon + 1).strip();
      }
    }
    return null;
  }

  private @Nullable String text(String name) {
    Path file = process.root().resolve(name);
    try {
      return Files.isReadable(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip()
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
