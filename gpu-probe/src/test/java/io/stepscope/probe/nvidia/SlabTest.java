package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ranges of a block of memory. */
class SlabTest {
  private final Slab slab = new Slab(1024, 3);

  @Test
  void rangesDoNotOverlapAndAreAligned() {
    assertThat(slab.take(1)).isZero();
    assertThat(slab.take(257)).isEqualTo(256);
    assertThat(slab.take(256)).isEqualTo(768);
    assertThat(slab.take(1)).isEqualTo(-1);
  }

  @Test
  void thereAreNotMoreThanSoMany() {
    assertThat(slab.take(1)).isZero();
    assertThat(slab.take(1)).isEqualTo(256);
    assertThat(slab.take(1)).isEqualTo(512);
    assertThat(slab.take(1)).isEqualTo(-1);
    slab.give(256);
    assertThat(slab.take(1)).isEqualTo(768);
  }

  @Test
  void whatWasGivenBackIsTakenAgain() {
    slab.take(256);
    long second = slab.take(256);
    slab.take(512);
    slab.give(second);
    assertThat(slab.take(257)).isEqualTo(-1);
    assertThat(slab.take(200)).isEqualTo(second);
  }

  @Test
  void itIsUnusedWhenAllIsGivenBack() {
    assertThat(slab.take(2000)).isEqualTo(-1);
    assertThat(slab.isUnused()).isTrue();
    long all = slab.take(1024);
    assertThat(slab.isUnused()).isFalse();
    assertThat(slab.closeIfUnused()).isFalse();
    slab.give(all);
    assertThat(slab.isUnused()).isTrue();
    assertThat(slab.take(1024)).isZero();
    slab.give(0);
    assertThat(slab.closeIfUnused()).isTrue();
    assertThat(slab.take(1)).isEqualTo(-1);
  }
}
