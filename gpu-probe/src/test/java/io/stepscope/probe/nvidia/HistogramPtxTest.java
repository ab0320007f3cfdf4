package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel that is shipped: of which source it is, and that NVIDIA's compiler takes it. */
class HistogramPtxTest {
  private static final Path SOURCES = Path.of("src", "main", "cuda");

  @TempDir private Path dir;

  @Test
  void itIsThatOfTheSource() throws Exception {
    byte[] source = Files.readAllBytes(SOURCES.resolve("histogram.cu"));
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));

    assertThat(shipped().lines())
        .as("make-ptx was run after the last change")
        .startsWith("// Made by make-ptx of histogram.cu, SHA-256 " + sha);
  }

  @Test
  void itIsWhatTheSameCompilerMakes() throws Exception {
    String version = printed(List.of("nvcc", "--version"));
    String maker = shipped().lines().skip(1).findFirst().orElse("").replace("// with nvcc ", "");
    if (!version.contains("V" + maker)) {
      skip("the kernel was made with nvcc " + maker + ", which is not this one");
    }
    Path made = dir.resolve("made.ptx");

    printed(List.of(SOURCES.resolve("make-ptx").toString(), made.toString()));

    assertThat(made).hasContent(shipped());
  }

  /** Not newer than what the driver of CUDA 12.0 knows. */
  @Test
  void itIsForEveryDriverThatJCudaIsFor() throws Exception {
    assertThat(shipped().lines()).contains(".version 7.5", ".target sm_75");
  }

  @ParameterizedTest
  @ValueSource(ints = {75, 80, 86, 89, 90})
  void itIsCompiledWithoutSpillingRegisters(int architecture) throws Exception {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      skip("NVIDIA's compiler of PTX is there for Linux x86-64 alone");
    }
    String log = compiled(shipped(), architecture);

    assertThat(log)
        .contains("Compiling entry function 'stepscope_histogram' for 'sm_" + architecture + "'")
        .contains("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads");
  }

  /** What the compiler says of it; JCuda unpacks its library into the temporary folder. */
  private static String compiled(String ptx, int architecture) throws IOException {
    String temporary = System.getProperty("java.io.tmpdir");
    Path unpacked = Files.createDirectories(Path.of("target", "ptx-compiler").toAbsolutePath());
    System.setProperty("java.io.tmpdir", unpacked.toString());
    try {
      JNvPTXCompiler.setExceptionsEnabled(false);
    } finally {
      System.setProperty("java.io.tmpdir", temporary);
    }
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    byte[] text = (ptx + '\0').getBytes(StandardCharsets.US_ASCII);
    assertThat(JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length, text)).isZero();
    try {
      String[] options = {"--gpu-name=sm_" + architecture, "--verbose"};
      int code = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
      long[] size = new long[1];
      JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size);
      byte[] errors = new byte[(int) size[0] + 1];
      JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, errors);
      assertThat(code).as(new String(errors, StandardCharsets.US_ASCII)).isZero();
      JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size);
      byte[] log = new byte[(int) size[0] + 1];
      JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log);
      return new String(log, StandardCharsets.US_ASCII);
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
    }
  }

  private static String shipped() throws IOException {
    try (InputStream in = HistogramPtxTest.class.getResourceAsStream("histogram.ptx")) {
      assertThat(in).as("histogram.ptx").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** What a command printed; the test is skipped if there is no such command. */
  private static String printed(List<String> command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      skip("the kernel cannot be made here: " + e.getMessage());
      throw e;
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  private static void skip(String reason) {
    System.out.println("skipped: " + reason);
    Assumptions.abort(reason);
  }
}
