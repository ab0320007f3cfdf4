package io.stepscope.coordinates;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

  @TempDir Path root;

  @Test
  void splitsAtTheMainClass() {
    assertThat(
            CommandLine.of(
                "org.example.Main --name two words",
                List.of("java", "-cp", "a.jar", "org.example.Main", "--name", "two words")))
        .isEqualTo(
            new CommandLine(
                "org.example.Main", List.of("--name", "two words"), List.of("-cp", "a.jar")));
  }

  @Test
  void splitsAtAJarWithSpacesInItsName() {
    assertThat(CommandLine.of("my app.jar x", List.of("java", "-Xmx1g", "-jar", "my app.jar", "x")))
        .isEqualTo(new CommandLine("my app.jar", List.of("x"), List.of("-Xmx1g", "-jar")));
  }

  @Test
  void takesWhatTheJvmSaysWhenTheWordsAreHidden() {
    assertThat(CommandLine.of("org.example.Main a b", List.of("java", "@arguments")))
        .isEqualTo(new CommandLine("org.example.Main", List.of("a", "b"), List.of()));
    assertThat(CommandLine.of("", List.of())).isEqualTo(new CommandLine("", List.of(), List.of()));
  }

  @Test
  void storesItWithoutSecrets() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(
        root.resolve("proc/self/cmdline"),
        "java\0-Ddb.password=planted-1\0Main\0--api-key\0planted-2\0it's\0https://u:planted-3@h/\0");
    ProcessView process =
        new ProcessView(
            Map.of("JAVA_TOOL_OPTIONS", "-Xshare:auto -Dtoken=planted-4"),
            Map.of("sun.java.command", "Main --api-key planted-2 it's https://u:planted-3@h/"),
            root,
            root);
    Facts facts = new Facts();
    CommandLine.gather(process, Redaction.withoutValues(), facts);

    assertThat(facts.values())
        .containsEntry("program.main", "Main")
        .containsEntry("program.arguments", "--api-key *** 'it'\\''s' https://***@h/")
        .containsEntry("program.jvm_arguments", "-Ddb.password=***")
        .containsEntry("program.JAVA_TOOL_OPTIONS", "-Xshare:auto -Dtoken=***")
        .containsEntry("program.directory", root.toString())
        .doesNotContainKey("program.JDK_JAVA_OPTIONS");
    assertThat(facts.values().toString()).doesNotContain("planted");
  }
}
