package io.stepscope.coordinates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @TempDir Path root;

  private Map<String, Object> gather(Map<String, String> environment) {
    Facts facts = new Facts();
    Map<String, String> properties = Map.of("user.name", "somebody", "os.name", "Linux");
    Machine.gather(new ProcessView(environment, properties, root, root), facts);
    return facts.values();
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void readsProcessorMemoryAndHost() throws IOException {
    file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\n\nprocessor\t: 1\n");
    file("proc/meminfo", "MemTotal:        2048 kB\nMemFree:  1 kB\n");
    file("proc/sys/kernel/hostname", "box\n");

    assertThat(gather(Map.of()))
        .containsEntry("user", "somebody")
        .containsEntry("host", "box")
        .containsEntry("os.name", "Linux")
        .containsEntry("cpu.model", "Fast CPU @ 3 GHz")
        .containsEntry("cpu.count", (long) Runtime.getRuntime().availableProcessors())
        .containsEntry("memory.bytes", 2048L * 1024)
        .containsEntry("pid", ProcessHandle.current().pid())
        .containsKeys("java.heap_max_bytes", "time_zone", "locale")
        .doesNotContainKeys("os.version", "java.vendor");
  }

  @Test
  void aContainerHasTheMemoryOfItsLimit() throws IOException {
    file("proc/meminfo", "MemTotal: 2048 kB\n");
    file("sys/fs/cgroup/memory.max", "max\n");
    assertThat(gather(Map.of())).containsEntry("memory.bytes", 2048L * 1024);

    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(gather(Map.of())).containsEntry("memory.bytes", 2048L * 1024);

    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000000\n");
    assertThat(gather(Map.of())).containsEntry("memory.bytes", 1_000_000L);

    file("proc/self/cgroup", "1:name=x:/y\n0::/slice/job\n");
    file("sys/fs/cgroup/slice/memory.max", "500000\n");
    assertThat(gather(Map.of())).containsEntry("memory.bytes", 500_000L);
  }

  @Test
  void leavesOutWhatThisSystemDoesNotTell() {
    assertThat(gather(Map.of("COMPUTERNAME", "pc", "PROCESSOR_IDENTIFIER", "Intel64")))
        .containsEntry("host", "pc")
        .containsEntry("cpu.model", "Intel64")
        .doesNotContainKey("memory.bytes");
  }
}
