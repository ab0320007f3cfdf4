package io.stepscope.tracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterNameTest {

  @ParameterizedTest
  @CsvSource({
    "train/loss, stepscope.train.loss, '', ''",
    "gradients/norm, stepscope.gradients.norm, '', ''",
    "gradients/norm/01Linear_weight, stepscope.parameter.gradients.norm, parameter, 01Linear_weight",
    "updates/ratio/0_W, stepscope.parameter.updates.ratio, parameter, 0_W",
    "activations/dead/a/b, stepscope.layer.activations.dead, layer, a/b",
    "time/step, stepscope.time.step, '', ''",
    "time/layer/02Conv/forward, stepscope.layer.time.forward, layer, 02Conv",
    "time/layer/a/b/backward/device, stepscope.layer.time.backward.device, layer, a/b",
    "gpu/0/memory/used, stepscope.gpu.memory.used, gpu, 0",
    "stepscope/histogram_interval, stepscope.histogram_interval, '', ''",
    "my metric/here, stepscope.my_metric.here, '', ''",
  })
  void namesMetersInDots(String series, String meter, String tag, String of) {
    assertThat(MeterName.of(series)).isEqualTo(new MeterName(meter, tag, of));
  }
}
