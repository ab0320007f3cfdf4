package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DataWaitsTest {

  private final DataWaits waits = new DataWaits();

  @Test
  void addUpUntilTheyAreTaken() {
    DataWaits.Wait wait = waits.here();
    assertThat(wait.takeNanos()).as("none was seen").isNegative();
    wait.add(3);
    wait.add(4);
    assertThat(wait.takeNanos()).isEqualTo(7);
    assertThat(wait.takeNanos()).isNegative();
    wait.add(5);
    wait.forget();
    assertThat(wait.takeNanos()).isNegative();
  }

  @Test
  void belongToTheirThreads() throws InterruptedException {
    waits.here().add(3);
    AtomicLong elsewhere = new AtomicLong();
    Thread thread = new Thread(() -> elsewhere.set(waits.here().takeNanos()));
    thread.start();
    thread.join();
    assertThat(elsewhere).hasNegativeValue();
    assertThat(waits.here().takeNanos()).isEqualTo(3);
  }
}
