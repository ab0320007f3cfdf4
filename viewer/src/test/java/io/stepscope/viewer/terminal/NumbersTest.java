package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.0213149, 0.02131",
    "2.3025851, 2.303",
    "-1234.56, -1235",
    "123456, 123500",
    "0, 0",
    "1.5e-7, 1.500e-07",
    "2e12, 2.000e+12",
    "NaN, NaN",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void valuesHaveFourDigits(double value, String text) {
    assertThat(Numbers.value(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -",
    "999, 999 ns",
    "3900000, 3.9 ms",
    "12000, 12 us",
    "59949000000, 60 s",
    "72000000000, 1m 12s",
    "3720000000000, 1h 02m",
    "183600000000000, 2d 03h"
  })
  void durationsHaveTwoUnitsAtMost(long nanos, String text) {
    assertThat(Numbers.duration(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "13002342, 12 MiB",
    "1099511627776, 1.0 TiB"
  })
  void bytesArePowersOf1024(long bytes, String text) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(text);
  }
}
