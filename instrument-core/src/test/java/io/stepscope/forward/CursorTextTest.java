package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stepscope.event.EventKind;
import io.stepscope.forward.Cursor.Position;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CursorTextTest {

  @Test
  void readsBackWhatItWrote() {
    Receipts receipts = new Receipts();
    receipts.add(Fate.DELIVERED, EventKind.SCALAR, 3_000_000_000L);
    receipts.add(Fate.SKIPPED, EventKind.IMAGE, 2);
    receipts.reason(Fate.SKIPPED, "größer als 10 MB = zu groß\nzweite \\ Zeile\r");
    Map<Integer, Position> ranks =
        Map.of(0, new Position("a=b;7", "32+32*2", true), 12, new Position("", "", false));
    Cursor cursor =
        new Cursor(
            new TreeMap<>(ranks),
            41,
            "format=1\n",
            true,
            "no route",
            receipts,
            new TreeMap<>(Map.of(12, "7,32+32*2")),
            77);

    Cursor read = CursorText.readLast(CursorText.write(cursor));

    assertThat(read).usingRecursiveComparison().isEqualTo(cursor);
  }

  @Test
  void keepsThatThereIsNoCheckpoint() {
    Cursor read = CursorText.readLast(CursorText.write(Cursor.start()));

    assertThat(read).usingRecursiveComparison().isEqualTo(Cursor.start());
    assertThat(read.checkpoint()).isNull();
  }

  @Test
  void readsTheLastWholeOneOfSeveral() {
    Cursor second = Cursor.start().at("second");
    String text = CursorText.write(Cursor.start()) + CursorText.write(second);
    String third = CursorText.write(Cursor.start().at("third"));

    for (int length = 0; length < third.length() - 1; length++) {
      String cut = text + third.substring(0, length);
      assertThat(CursorText.readLast(cut).checkpoint()).isEqualTo("second");
    }
    assertThat(CursorText.readLast(text + third).checkpoint()).isEqualTo("third");
  }

  @Test
  void refusesATextThatWasCutOff() {
    String text = CursorText.write(Cursor.start());

    for (int length = 0; length < text.length() - 1; length++) {
      String cut = text.substring(0, length);
      assertThatIllegalArgumentException().isThrownBy(() -> CursorText.readLast(cut));
    }
  }
}
