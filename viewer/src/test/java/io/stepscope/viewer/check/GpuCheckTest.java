package io.stepscope.viewer.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.redaction.Redaction;
import io.stepscope.tracker.Finding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GpuCheckTest {
  @TempDir private Path root;

  @Test
  void saysThatThereIsNone() {
    assertThat(found(library -> ""))
        .containsExactly(Finding.ok("NVIDIA", "no device and no driver here"));
  }

  @Test
  void findsDriverAndLibraries() throws IOException {
    device();
    library("usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1");
    library("usr/lib64/libcuda.so.1");
    assertThat(found(library -> ""))
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "driver"),
            tuple(Finding.Grade.OK, "libnvidia-ml.so.1"),
            tuple(Finding.Grade.OK, "libcuda.so.1"));
    assertThat(found(library -> "").get(0).state()).isEqualTo("1 devices, NVRM version: 580.1");
  }

  @Test
  void warnsOfALibraryThatCannotBeLoadedAndOfOneThatIsMissing() throws IOException {
    device();
    library("usr/lib64/libcuda.so.1");
    assertThat(found(library -> "wrong ELF class"))
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "driver"),
            tuple(Finding.Grade.WARNING, "libnvidia-ml.so.1"),
            tuple(Finding.Grade.WARNING, "libcuda.so.1"));
  }

  @Test
  void warnsOfLibrariesWithoutADevice() throws IOException {
    Path elsewhere = root.resolve("opt/driver");
    library("opt/driver/libcuda.so.1");
    List<Finding> findings =
        new GpuCheck(root, elsewhere.toString(), library -> "").examine().findings();
    assertThat(findings)
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "libcuda.so.1"), tuple(Finding.Grade.WARNING, "driver"));
  }

  @Test
  void looksWhereTheProbesLookAndSaysWhereTheyDoNot() throws IOException {
    device();
    library("opt/by/cache/libcuda.so.1");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/ld.so.cache"),
        "glibc-ld.so.cache1.1\0libcuda.so.1\0/opt/by/cache/libcuda.so.1\0/lib/other.so\0");
    library("usr/local/nvidia/lib64/libnvidia-ml.so.1");
    List<Finding> findings = found(library -> "");
    assertThat(findings)
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "driver"),
            tuple(Finding.Grade.WARNING, "libnvidia-ml.so.1"),
            tuple(Finding.Grade.OK, "libcuda.so.1"));
    assertThat(findings.get(1).state()).contains("where programs do not look for it");
    assertThat(findings.get(2).state()).endsWith("opt/by/cache");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void loadsLibrariesInAProcessOfItsOwn() throws IOException {
    LibraryLoading loading =
        new LibraryLoading(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path", ""),
                "io.stepscope.viewer.StepscopeCommand"),
            Redaction.withoutValues());
    Path good = Path.of(System.getProperty("java.home"), "lib", "libprefs.so");
    assertThat(loading.load(good)).isEmpty();
    Path bad = Files.writeString(root.resolve("libcuda.so.1"), "no library" + File.separator);
    assertThat(loading.load(bad)).startsWith(bad + ": ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void showsOnlyWhatTheCommandSaidItself() {
    assertThat(
            answer(
                "echo 'WARNING: a restricted method' >&2; echo 'VM warning: guard'; printf '\\377\\n';"
                    + " echo 'not loaded: no such thing, password=hunter2secret'; exit 1"))
        .isEqualTo("no such thing, password=***");
    assertThat(answer("echo '# A fatal error'; echo 'secret' >&2; exit 6"))
        .isEqualTo("the process that tried ended with code 6");
  }

  /** Bites where one of them is set, as in containers. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsOptionsOfJavaFromTheProcess() {
    assertThat(answer("test -z \"$JAVA_TOOL_OPTIONS$JDK_JAVA_OPTIONS$_JAVA_OPTIONS\"")).isEmpty();
  }

  private String answer(String script) {
    return new LibraryLoading(List.of("/bin/sh", "-c", script), Redaction.withoutValues())
        .load(root.resolve("any.so"));
  }

  private List<Finding> found(GpuCheck.Loading loading) {
    return new GpuCheck(root, "", loading).examine().findings();
  }

  private void device() throws IOException {
    library("dev/nvidia0");
    library("dev/nvidiactl");
    Path version = root.resolve("proc/driver/nvidia/version");
    Files.createDirectories(version.getParent());
    Files.writeString(version, "NVRM version:  580.1\nGCC version: 12\n");
  }

  private void library(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }
}
