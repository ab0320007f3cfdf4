package io.stepscope.probe.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the kernel's, which say they are empty and are not. */
final class SmallFile {
  private static final int MOST = 1 << 18;

  private SmallFile() {}

  /** Its text without white space around; empty when it cannot be read. */
  static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST), StandardCharsets.UTF_8).strip();
    } catch (IOException | SecurityException e) {
      return "";
    }
  }
}
