package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Compiles the stubs, once a build. */
final class StubCompiler {
  /** This module, whichever is being tested. */
  private static final Path MODULE = Path.of("").toAbsolutePath().resolveSibling("gpu-probe");

  private static final Path SOURCES = MODULE.resolve(Path.of("src", "test", "c"));
  private static final Path KERNELS = MODULE.resolve(Path.of("src", "main", "cuda"));
  private static final List<String> C = List.of("gcc");
  private static final Path BUILT = Path.of("target", "stubs").toAbsolutePath();

  private StubCompiler() {}

  /** Without a name inside, by which one that is loaded would be taken for another. */
  static Path nvml() throws IOException {
    return compiled("libnvidia-ml.so.1", C, "nvml.c", List.of(), List::of);
  }

  /** With every function that JCuda's library wants, or it would end the JVM. */
  static Path cuda() throws IOException {
    return compiled(
        "libcuda.so.1",
        C,
        "cuda.c",
        List.of("-Wl,-soname,libcuda.so.1"),
        StubCompiler::wantedByJCuda);
  }

  /** The kernel, for the processor. */
  static Path kernel() throws IOException {
    return compiled(
        "libhistogram.so",
        List.of("g++", "-std=c++14", "-O2", "-Wno-unknown-pragmas", "-ffp-contract=off"),
        "histogram.cpp",
        List.of("-I", SOURCES.resolve("emulated").toString()),
        List::of);
  }

  private interface Names {
    List<String> get() throws IOException;
  }

  private static synchronized Path compiled(
      String name, List<String> compiler, String source, List<String> options, Names others)
      throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "stubs are made for Linux alone");
    Path library = BUILT.resolve(name);
    if (isOlder(library)) {
      Files.createDirectories(BUILT);
      Path made = BUILT.resolve(name + ".new");
      List<String> words = new ArrayList<>(compiler);
      words.addAll(List.of("-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"));
      words.addAll(options);
      words.add("-o");
      Stream.of(made, SOURCES.resolve(source)).map(Path::toString).forEach(words::add);
      List<String> rest = new ArrayList<>(List.of("int unsupported(const char *);"));
      for (String function : others.get()) {
        rest.add(
            "__attribute__((weak)) int %1$s(void) { return unsupported(\"%1$s\"); }"
                .formatted(function));
      }
      if (rest.size() > 1) {
        words.add(Files.write(BUILT.resolve(name + ".c"), rest).toString());
      }
      run(words);
      Files.move(made, library, StandardCopyOption.ATOMIC_MOVE);
    }
    return library;
  }

  private static boolean isOlder(Path library) throws IOException {
    if (!Files.exists(library)) {
      return true;
    }
    for (Path folder : List.of(SOURCES, SOURCES.resolve("emulated"), KERNELS)) {
      if (isOlder(library, folder)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOlder(Path library, Path folder) throws IOException {
    try (Stream<Path> sources = Files.list(folder)) {
      for (Path source : sources.toList()) {
        if (Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(source)) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> wantedByJCuda() throws IOException {
    Path library = BUILT.resolve("jcuda.so");
    try (InputStream in =
        StubCompiler.class.getClassLoader().getResourceAsStream(JCudaLibrary.RESOURCE)) {
      assertThat(in).as(JCudaLibrary.RESOURCE).isNotNull();
      Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> names =
        run(List.of("nm", "-D", "--undefined-only", library.toString()))
            .lines()
            .map(line -> line.strip().replaceFirst("^U ", ""))
            .filter(name -> name.matches("cu[A-Z]\\w+"))
            .toList();
    assertThat(names).hasSize(312);
    return names;
  }

  /** What a command printed; the test is skipped if there is no such command. */
  private static String run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      String reason = "stubs cannot be made here: " + e.getMessage();
      System.out.println("skipped: " + reason);
      return Assumptions.abort(reason);
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(printed).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
