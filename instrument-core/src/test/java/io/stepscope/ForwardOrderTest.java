package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardOrderTest {

  @Test
  void readsBackWhatWasWrittenAndNothingMore() throws IOException {
    ForwardOrder order =
        new ForwardOrder(
            Path.of("/runs/otter"),
            3,
            Map.of("mlflow", Map.of("token", "geheim – ключ", "mode", ""), "jsonl", Map.of()),
            Map.of("http.proxyHost", "proxy"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    order.write(out);
    out.write('x');
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());

    assertThat(ForwardOrder.read(in)).isEqualTo(order);
    assertThat(in.read()).isEqualTo('x');
  }

  @Test
  void refusesAnOrderOfAnotherVersion() {
    assertThatThrownBy(
            () -> ForwardOrder.read(new ByteArrayInputStream(new byte[] {0, 0, 0, 9, 1, 2})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 9");
  }
}
