package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.ControlAction;
import io.stepscope.event.ControlAction.Outcome;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlActionBodyTest {

  /** Version 1.0 of the format ended with the new value, and filled up the last word with zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678"})
  void oneOfVersion10WasApplied(String newValue) {
    Payload old = new Payload();
    old.putText("7").putText("set").putText("rate").putText("0.1").putText(newValue);
    byte[] bytes = new byte[8 * old.words()];
    for (int i = 0; i < old.words(); i++) {
      Format.ARRAY_WORDS.set(bytes, 8 * i, old.word(i));
    }
    Stamp stamp = new Stamp("run", 0, 1, 2, 0, 3);
    assertThat(
            EventDecoder.decode(
                EventKind.CONTROL_ACTION, stamp, "", new Body(bytes, 0, bytes.length)))
        .isEqualTo(
            new ControlAction(stamp, "7", "set", "rate", "0.1", newValue, Outcome.APPLIED, ""));
  }
}
