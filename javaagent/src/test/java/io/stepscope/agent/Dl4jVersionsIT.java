package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version of Deeplearning4j that is too old is left alone, with one line. */
class Dl4jVersionsIT {

  @TempDir private Path dir;

  @Test
  void leavesAVersionAloneThatIsTooOld() throws Exception {
    Program plain = Program.plain(TestJdk.own(), dir);
    Ended unwatched = plain.run("NetworkProgram", "sequence");
    // The same jars, which say that they are older.
    List<String> older = new ArrayList<>(List.of(sayingThatItIs("1.0.0-M2")));
    older.addAll(plain.classPath());
    Program program = new Program(plain.jdk(), plain.dir(), plain.options(), older).withAgent();
    Ended ended = program.run("NetworkProgram", "sequence");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo(unwatched.out());
    assertThat(ended.said())
        .containsExactly(
            "stepscope: Deeplearning4j 1.0.0-M2 is older than 1.0.0-M2.1, the oldest that the agent"
                + " records; its training is not recorded by the agent");
    assertThat(Recorded.anything(program.runs())).isFalse();
  }

  private String sayingThatItIs(String version) throws Exception {
    Path properties =
        dir.resolve("older/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties");
    Files.createDirectories(properties.getParent());
    Files.writeString(properties, "version=" + version + "\n");
    return dir.resolve("older").toString();
  }
}
