package io.stepscope.probe.custom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExporterSampleTest {

  @Test
  void unescapesLabelsInOnePass() {
    List<ExporterSample> samples =
        ExporterSample.parse("a{path=\"C:\\\\new\",said=\"a \\\"b\\\"\\nc\",odd=\"\\d\"} 1\n");

    assertThat(samples)
        .singleElement()
        .satisfies(
            sample ->
                assertThat(sample.labels())
                    .containsEntry("path", "C:\\new")
                    .containsEntry("said", "a \"b\"\nc")
                    .containsEntry("odd", "\\d"));
  }

  @Test
  void labelsBecomeOnePartOfANameEach() {
    ExporterSample sample = ExporterSample.parse("a{disk=\"/dev/x y\"} 1\n").get(0);

    assertThat(sample.part("disk")).isEqualTo("_dev_x_y");
    assertThat(sample.part("absent")).isEmpty();
  }
}
