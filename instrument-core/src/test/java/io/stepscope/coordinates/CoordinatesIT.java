package io.stepscope.coordinates;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Params.Group;
import io.stepscope.redaction.Redaction;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatesIT {

  @TempDir Path folder;

  /** Prints what it gathers about itself. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      ProcessView process = ProcessView.ofThisProcess();
      Redaction redaction = Redaction.of(process.environment(), process.properties());
      Coordinates all = Coordinates.gather(process, redaction, Map.of("djl", "0.35.1"));
      all.groups()
          .forEach(
              (group, values) ->
                  values.forEach(
                      (name, value) -> System.out.println(group + " " + name + "=" + value)));
    }
  }

  @Test
  void aRealProcessIsDescribedWithoutItsSecrets() throws Exception {
    String output =
        run(
            List.of("-Ddb.password=planted-1", "-Dfile=a planted-env b", "-Xmx256m"),
            List.of("--lr", "0.1", "--token", "planted-2", "two words"));

    assertThat(output)
        .contains("CODE program.main=" + Program.class.getName())
        .contains("CODE program.arguments=--lr 0.1 --token *** 'two words'")
        .containsPattern("CODE program.jvm_arguments=-cp '[0-9]+ entries' -D")
        .contains("-Ddb.password=*** '-Dfile=a *** b' -Xmx256m")
        .contains("CODE program.directory=" + folder.toRealPath())
        .contains("ENVIRONMENT framework.djl=0.35.1")
        .contains("ENVIRONMENT java.version=" + System.getProperty("java.version"))
        .contains("ENVIRONMENT java.heap_max_bytes=" + (256 << 20))
        .containsPattern("ENVIRONMENT library.assertj-core=[0-9.]+ sha1:[0-9a-f]{40}")
        .doesNotContain("planted");
  }

  @Test
  void laterCoordinatesAddToEarlierOnes() {
    Coordinates first = new Coordinates(Map.of(Group.CODE, Map.of("a", "1", "b", true)));
    Coordinates second =
        new Coordinates(Map.of(Group.CODE, Map.of("a", "2"), Group.DATA, Map.of("d", 3L)));

    assertThat(first.and(second).groups())
        .containsExactly(
            Map.entry(Group.CODE, Map.of("a", "2", "b", true)),
            Map.entry(Group.DATA, Map.of("d", 3L)));
    assertThat(first.get(Group.PIPELINE)).isEmpty();
  }

  private String run(List<String> jvmArguments, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.add("-cp");
    command.add(absoluteClassPath());
    command.addAll(jvmArguments);
    command.add(Program.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("HF_TOKEN", "planted-env");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry :
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""))
            .split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
