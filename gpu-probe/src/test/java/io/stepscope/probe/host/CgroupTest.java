package io.stepscope.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are laid out as the kernel does, in a folder that stands for the root. */
class CgroupTest {
  private static final String V2_MOUNT =
      "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

  @TempDir private Path root;

  @BeforeEach
  void emptyTables() throws IOException {
    write("proc/self/cgroup", "");
    write("proc/self/mountinfo", "23 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
  }

  @Test
  void withoutGroupsThereAreNoLimits() {
    Cgroup group = Cgroup.of(root);
    assertThat(group.cpuCores()).isEqualTo(-1);
    assertThat(group.cpuNanos()).isEqualTo(-1);
    assertThat(group.memoryLimit()).isEqualTo(-1);
    assertThat(group.memoryUsed()).isEqualTo(-1);
  }

  @Test
  void readsVersion2AndTakesTheTightestOfTheGroupsAround() throws IOException {
    write("proc/self/cgroup", "0::/kubepods/pod1/main\n");
    write("proc/self/mountinfo", V2_MOUNT);
    write("sys/fs/cgroup/kubepods/memory.max", "max\n");
    write("sys/fs/cgroup/kubepods/pod1/memory.max", "1000000000\n");
    write("sys/fs/cgroup/kubepods/pod1/memory.current", "700000000\n");
    write("sys/fs/cgroup/kubepods/pod1/memory.stat", "anon 1\ninactive_file 200000000\n");
    write("sys/fs/cgroup/kubepods/pod1/main/memory.max", "2000000000\n");
    write("sys/fs/cgroup/kubepods/pod1/main/memory.current", "600000000\n");
    write("sys/fs/cgroup/kubepods/pod1/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/kubepods/pod1/main/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/kubepods/pod1/main/cpuset.cpus.effective", "0-3,8\n");
    write("sys/fs/cgroup/kubepods/pod1/main/cpu.stat", "usage_usec 1234567\nuser_usec 1\n");

    Cgroup group = Cgroup.of(root);

    assertThat(group.memoryLimit()).isEqualTo(1_000_000_000);
    assertThat(group.memoryUsed()).isEqualTo(500_000_000);
    assertThat(group.cpuCores()).isEqualTo(1.5);
    assertThat(group.cpuNanos()).isEqualTo(1_234_567_000);
  }

  @Test
  void aSetOfProcessorsIsALimitToo() throws IOException {
    write("proc/self/cgroup", "0::/a\n");
    write("proc/self/mountinfo", V2_MOUNT);
    write("sys/fs/cgroup/a/cpuset.cpus.effective", "0-3,8\n");
    assertThat(Cgroup.of(root).cpuCores()).isEqualTo(5);
  }

  @Test
  void readsVersion1() throws IOException {
    write(
        "proc/self/cgroup",
        "5:cpuset:/docker/c1\n4:memory:/docker/c1\n3:cpu,cpuacct:/docker/c1\n0::/\n");
    write(
        "proc/self/mountinfo",
        """
        30 29 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        31 29 0:28 /docker/c1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        32 29 0:29 /docker/c1 /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
        33 29 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
        """);
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "4294967296\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "3000000000\n");
    write("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 1000000000\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "400000\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "987654321\n");
    write("sys/fs/cgroup/cpuset/docker/c1/cpuset.cpus", "0-15\n");

    Cgroup group = Cgroup.of(root);

    assertThat(group.memoryLimit()).isEqualTo(4L << 30);
    assertThat(group.memoryUsed()).isEqualTo(2_000_000_000);
    assertThat(group.cpuCores()).isEqualTo(4);
    assertThat(group.cpuNanos()).isEqualTo(987_654_321);
  }

  @Test
  void version1SaysNoLimitByAHugeNumber() throws IOException {
    write("proc/self/cgroup", "4:memory:/\n3:cpu,cpuacct:/\n");
    write(
        "proc/self/mountinfo",
        """
        31 29 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        32 29 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct
        """);
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

    assertThat(Cgroup.of(root).memoryLimit()).isEqualTo(-1);
    assertThat(Cgroup.of(root).cpuCores()).isEqualTo(-1);
  }

  /** In a container the path is often the host's, which is not there. */
  @Test
  void aPathThatIsNotMountedMeansWhatIsMounted() throws IOException {
    write("proc/self/cgroup", "0::/system.slice/docker-1.scope\n");
    write("proc/self/mountinfo", V2_MOUNT);
    write("sys/fs/cgroup/memory.max", "123456789\n");
    write("sys/fs/cgroup/memory.current", "100\n");

    assertThat(Cgroup.of(root).memoryLimit()).isEqualTo(123_456_789);
    assertThat(Cgroup.of(root).memoryUsed()).isEqualTo(100);
  }

  @Test
  void garbageIsNoLimit() throws IOException {
    write("proc/self/cgroup", "nonsense\n0::/../../..\n");
    write("proc/self/mountinfo", "x\n" + V2_MOUNT + "1 2 3 - cgroup2\n");
    write("sys/fs/cgroup/memory.max", "many\n");
    write("sys/fs/cgroup/cpu.max", "0 0\n");

    assertThat(Cgroup.of(root).memoryLimit()).isEqualTo(-1);
    assertThat(Cgroup.of(root).cpuCores()).isEqualTo(-1);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
