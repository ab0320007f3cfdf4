package io.stepscope.probe.nvidia;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/** A library of the driver that answers as a script says; see {@code src/test/c/script.h}. */
public final class StubLibrary {
  private final Path file;

  private StubLibrary(Path file) {
    this.file = file;
  }

  /** A libnvidia-ml of its own in this folder, without some of its functions. */
  public static StubLibrary nvml(Path folder, String... lacking) throws IOException {
    return nvmlIn(folder.resolve("libnvidia-ml.so.1"), lacking);
  }

  /** The same in a file of any name; JNA takes two of one name for one, once both were opened. */
  static StubLibrary nvmlIn(Path file, String... lacking) throws IOException {
    return copy(StubCompiler.nvml(), file, lacking);
  }

  /** The same of libcuda. */
  public static StubLibrary cuda(Path folder, String... lacking) throws IOException {
    return copy(StubCompiler.cuda(), folder.resolve("libcuda.so.1"), lacking);
  }

  /** A function that is lacking is there under another name: nobody finds it. */
  private static StubLibrary copy(Path library, Path to, String... lacking) throws IOException {
    byte[] bytes = Files.readAllBytes(library);
    for (String function : lacking) {
      rename(bytes, ('\0' + function + '\0').getBytes(StandardCharsets.US_ASCII));
    }
    Files.createDirectories(to.getParent());
    Path written = Files.write(to.resolveSibling("new"), bytes);
    // Never into a file that may be loaded.
    return new StubLibrary(Files.move(written, to, StandardCopyOption.ATOMIC_MOVE));
  }

  private static void rename(byte[] bytes, byte[] name) {
    int renamed = 0;
    for (int at = 0; at + name.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
        bytes[at + 1] = 'X';
        renamed++;
      }
    }
    if (renamed == 0) {
      throw new IllegalArgumentException(new String(name, StandardCharsets.US_ASCII).strip());
    }
  }

  public String path() {
    return file.toString();
  }

  /** Has it answer as these lines say from now on. */
  public StubLibrary script(String... lines) throws IOException {
    Path next = Files.write(beside("next"), List.of(lines));
    Files.move(next, beside("script"), StandardCopyOption.ATOMIC_MOVE);
    return this;
  }

  /** The functions that were called since {@link #forgetCalls}, in order. */
  List<Call> calls() throws IOException {
    return Files.exists(beside("calls"))
        ? Files.readAllLines(beside("calls")).stream().map(Call::of).toList()
        : List.of();
  }

  void forgetCalls() throws IOException {
    Files.deleteIfExists(beside("calls"));
  }

  private Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + "." + suffix);
  }

  /**
   * A call.
   *
   * @param thread number that the system gives the thread
   * @param argument the device, stream or flags
   */
  record Call(String function, long thread, long argument) {
    private static Call of(String line) {
      String[] words = line.split(" ");
      return new Call(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
  }
}
