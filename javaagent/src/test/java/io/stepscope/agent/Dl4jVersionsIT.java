package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** Without its natives, a third of a gigabyte: nothing of it needs to run for that. */
  @Test
  void leavesAnOlderReleaseAloneAsItIsOnMavenCentral() throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    Path older = Path.of("target", "dl4j", "1.0.0-M1.1").toAbsolutePath();
    String[] words = {
      "-cp",
      Forked.CLASSES + File.pathSeparator + older + File.separator + "*",
      "io.stepscope.agent.program.LoadingProgram",
      "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
      "org.deeplearning4j.nn.graph.ComputationGraph",
      "org.nd4j.autodiff.samediff.SameDiff"
    };
    Forked.Ended plain = program.run(words).assertCode(0);
    Forked.Ended watched = program.agent().run(words).assertSameAs(plain);
    String refused =
        "stepscope: %s 1.0.0-M1.1 is older than 1.0.0-M2.1, the oldest that the agent records; its"
            + " training is not recorded by the agent";
    assertThat(watched.said())
        .containsExactly(
            String.format(Locale.ROOT, refused, "Deeplearning4j"),
            String.format(Locale.ROOT, refused, "ND4J"));
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
