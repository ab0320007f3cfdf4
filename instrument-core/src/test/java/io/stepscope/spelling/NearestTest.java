package io.stepscope.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void countsLettersToBeChangedAndSwapped() {
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("jsonl", "jsonl")).isZero();
    assertThat(Nearest.distance("tarckers", "trackers")).isEqualTo(1);
  }

  @Test
  void prefersWhatBeginsWithTheWord() {
    assertThat(Nearest.to("exp", List.of("rep", "experiment"))).isEqualTo("rep");
    assertThat(Nearest.like("experi", List.of("prefix", "experiment"))).isEqualTo("experiment");
  }

  @Test
  void findsNothingLikeAWordThatIsLikeNone() {
    assertThat(Nearest.like("xyz", List.of("trackers", "dir"))).isNull();
    assertThat(Nearest.to("xyz", List.of("trackers", "dir"))).isEqualTo("dir");
    assertThat(Nearest.to("xyz", List.of())).isNull();
  }

  @Test
  void takesUpperAndLowerCaseForTheSame() {
    assertThat(Nearest.like("TRACKERS", List.of("rank", "trackers"))).isEqualTo("trackers");
  }
}
