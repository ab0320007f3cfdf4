package io.stepscope.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void tellsEpochStepLossSpeedAndTimeLeft() {
    ProgressText text = new ProgressText();
    text.line(new Progress(0, 5, 0, 470, 2.3, 0));

    String line = text.line(new Progress(1, 5, 120, 470, 0.314159, 2 * SECOND));

    assertThat(line)
        .isEqualTo("stepscope: epoch 2/5 · step 120/470 · loss 0.3142 · 60 steps/s · 6 s left");
  }

  @Test
  void leavesOutWhatIsUnknown() {
    assertThat(new ProgressText().line(new Progress(-1, -1, 7, -1, Double.NaN, 0)))
        .isEqualTo("stepscope: step 7");
  }

  @Test
  void speedIsSmoothedOverRecentLines() {
    ProgressText text = new ProgressText();
    text.line(new Progress(-1, -1, 0, -1, Double.NaN, 0));
    text.line(new Progress(-1, -1, 100, -1, Double.NaN, SECOND));

    String line = text.line(new Progress(-1, -1, 300, -1, Double.NaN, 2 * SECOND));

    assertThat(line).isEqualTo("stepscope: step 300 · 120 steps/s");
  }

  @Test
  void aLiveLineIsRewrittenAndEndedOnce() {
    Queue<String> out = new ConcurrentLinkedQueue<>();
    ProgressLine line = new ProgressLine(ProgressLine.Style.LIVE, out::add);
    line.update(new Progress(0, 1, 3, 4, 0.5, 0));
    line.close();
    line.close();

    assertThat(String.join("", out))
        .endsWith(
            "\r\u001b[Kstepscope: epoch 1/1 · step 3/4 · loss 0.5000" + System.lineSeparator());
  }

  @Test
  void withoutAnUpdateNothingIsWritten() {
    Queue<String> out = new ConcurrentLinkedQueue<>();
    for (ProgressLine.Style style : ProgressLine.Style.values()) {
      new ProgressLine(style, out::add).close();
    }
    assertThat(out).isEmpty();
  }

  @Test
  void aPlaceThatThrowsIsLeftAlone() {
    ProgressLine line =
        new ProgressLine(
            ProgressLine.Style.PLAIN,
            text -> {
              throw new IllegalStateException("closed");
            });
    line.update(new Progress(0, 1, 3, 4, 0.5, 0));
    line.close();
  }
}
