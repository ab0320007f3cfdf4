package io.stepscope.coordinates;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Makes real repositories with the git program, for comparison with what it says itself. */
final class GitSandbox {

  private final Path home;

  GitSandbox(Path home) {
    this.home = home;
    Assumptions.assumeTrue(isInstalled(), "the git program is not installed");
  }

  private static boolean isInstalled() {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs git in a folder and gives back what it printed. */
  String git(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "user.name=somebody", "-c", "user.email=somebody@example.org"));
    command.addAll(List.of("-c", "protocol.file.allow=always"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(home, "git", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().keySet().removeIf(name -> name.matches("GIT_(DIR|WORK_TREE|INDEX.*)"));
    Process process = builder.start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("git did not end: " + command);
    }
    String text = Files.readString(output, UTF_8).strip();
    if (process.exitValue() != 0) {
      throw new IOException(command + " failed: " + text);
    }
    return text;
  }

  /** What git itself says of tracked files; empty when clean. Does not refresh the index. */
  String status(Path folder) throws IOException, InterruptedException {
    return git(folder, "--no-optional-locks", "status", "--porcelain", "--untracked-files=no");
  }

  /** A repository with two commits of several files, all older than its index. */
  Path repository(String name, String... initArguments) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve(name));
    List<String> init = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    init.addAll(List.of(initArguments));
    git(folder, init.toArray(String[]::new));
    for (String file : List.of("a.txt", "src/main/B.java", "src/main.txt", "src-x/c", "z")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "content of " + file + "\n");
    }
    for (int length = 1; length <= 8; length++) { // the index pads its entries to multiples of 8
      Files.writeString(folder.resolve("p".repeat(length)), "padding");
    }
    commitAll(folder, "first");
    Files.writeString(folder.resolve("z"), "more\n");
    commitAll(folder, "second");
    return folder;
  }

  void commitAll(Path folder, String message) throws IOException, InterruptedException {
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", message);
  }
}
