package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequencesTest {

  @Test
  void writesEqualDistancesAsOneRun() {
    assertThat(Sequences.write(new long[] {64, 32, 96, 4000})).isEqualTo("32+32*2,4000");
    assertThat(Sequences.write(new long[0])).isEmpty();
  }

  @Test
  void readsWhatItWrote() {
    Random random = new Random(7);
    for (int size = 0; size < 200; size++) {
      TreeSet<Long> sequences = new TreeSet<>();
      for (int i = 0; i < size; i++) {
        sequences.add((long) random.nextInt(1 + size * 2));
      }
      long[] values = sequences.stream().mapToLong(Long::longValue).toArray();

      assertThat(Sequences.read(Sequences.write(values))).isEqualTo(sequences);
    }
  }
}
