package io.stepscope.coordinates;

import io.stepscope.redaction.Redaction;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How the process was started.
 *
 * @param main class, module or jar
 * @param arguments of the program
 * @param jvmArguments what stands before {@code main}
 */
record CommandLine(String main, List<String> arguments, List<String> jvmArguments) {

  private static final Set<String> PATH_OPTIONS =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");

  static void gather(ProcessView process, Redaction redaction, Facts facts) {
    CommandLine line = of(process.property("sun.java.command"), words(process.root()));
    facts.put("program.main", redaction.text(line.main()));
    facts.put("program.arguments", join(redaction.arguments(line.arguments())));
    List<String> jvmArguments = withoutPaths(line.jvmArguments());
    facts.put("program.jvm_arguments", join(redaction.arguments(jvmArguments)));
    for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      String options = process.environment().getOrDefault(variable, "");
      facts.put("program." + variable, join(redaction.arguments(split(options))));
    }
    facts.put("program.directory", process.workingDirectory().toString());
  }

  /**
   * Splits the words of a command line at the main class. The JVM says what follows its own options
   * ({@code sun.java.command}), but has forgotten where a word with spaces ends.
   *
   * @param command main class and arguments in one text
   * @param words all words, the program {@code java} first; empty when they are not known
   */
  static CommandLine of(String command, List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      if (String.join(" ", words.subList(i, words.size())).equals(command)) {
        return new CommandLine(
            words.get(i), words.subList(i + 1, words.size()), words.subList(1, i));
      }
    }
    List<String> parts = split(command);
    List<String> rest = parts.isEmpty() ? parts : parts.subList(1, parts.size());
    return new CommandLine(parts.isEmpty() ? "" : parts.get(0), rest, List.of());
  }

  /** Class and module paths may be very long, and their jars are coordinates of their own. */
  private static List<String> withoutPaths(List<String> arguments) {
    List<String> result = new ArrayList<>(arguments);
    for (int i = 1; i < result.size(); i++) {
      if (PATH_OPTIONS.contains(result.get(i - 1))) {
        result.set(i, result.get(i).split(File.pathSeparator).length + " entries");
      }
    }
    return result;
  }

  private static List<String> words(Path root) {
    Path file = root.resolve("proc/self/cmdline");
    try {
      if (Files.isReadable(file)) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return Arrays.asList(text.split("\0"));
      }
    } catch (IOException e) {
      // The process handle may still know.
    }
    ProcessHandle.Info info = ProcessHandle.current().info();
    String[] arguments = info.arguments().orElse(new String[0]);
    String[] words = new String[arguments.length + 1];
    words[0] = info.command().orElse("java");
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Arrays.asList(words);
  }

  private static List<String> split(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
  }

  /** In one line; words with spaces and the like are quoted as in a shell. */
  private static String join(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      boolean plain = word.matches("[\\w@%+=:,./*~^-]+");
      line.append(line.length() == 0 ? "" : " ")
          .append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}
