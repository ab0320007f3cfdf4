package io.stepscope.viewer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.viewer.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSearchTest {
  @TempDir private Path dir;

  @BeforeEach
  void recordThreeRuns() {
    Recorded.run(dir, "zz-first", "baseline", run -> {});
    Recorded.run(dir, "ab-second", "wide", run -> {});
    Recorded.run(dir, "ab", "wide", run -> {});
  }

  @Test
  void findsByIdPrefixAndName() throws IOException {
    assertThat(find("zz-first")).isEqualTo("zz-first");
    assertThat(find("zz")).isEqualTo("zz-first");
    assertThat(find("baseline")).isEqualTo("zz-first");
  }

  @Test
  void anExactIdWinsOverLongerOnesThatBeginWithIt() throws IOException {
    assertThat(find("ab")).isEqualTo("ab");
  }

  @Test
  void latestIsTheOneThatStartedLastWhateverItsId() throws IOException {
    assertThat(find("latest")).isEqualTo("ab");
  }

  @Test
  void listsTheCandidatesOfANameThatTwoRunsHave() {
    assertThatThrownBy(() -> find("wide"))
        .isInstanceOf(NoSuchRunException.class)
        .hasMessage("'wide' may be any of ab, ab-second");
  }

  private String find(String wanted) throws IOException {
    return new RunSearch(dir, new RunCatalog(dir, Clock.systemUTC())).find(wanted).id();
  }
}
