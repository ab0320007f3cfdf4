package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Stamp;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Compares what was read with what was written, but for what the journal itself gives. */
final class SameEvents {
  private SameEvents() {}

  static void assertSame(List<Event> read, List<Event> written) {
    assertThat(read).hasSameSizeAs(written);
    long sequence = -1;
    for (int i = 0; i < read.size(); i++) {
      Stamp stamp = read.get(i).stamp();
      assertThat(stamp.sequence()).isGreaterThan(sequence);
      assertThat(stamp.run()).isEqualTo(Journals.RUN);
      assertThat(stamp.rank()).isEqualTo(Journals.RANK);
      sequence = stamp.sequence();
      Event expected = written.get(i);
      assertThat(read.get(i)).matches(event -> isSame(event, expected), "is " + expected);
    }
  }

  /** Whether all but run, rank and sequence is the same, to the bit. */
  static boolean isSame(Event one, Event other) {
    return one.getClass() == other.getClass()
        && place(one.stamp()).equals(place(other.stamp()))
        && parts(one).equals(parts(other));
  }

  private static Stamp place(Stamp stamp) {
    return new Stamp("", 0, 0, stamp.step(), stamp.epoch(), stamp.timeMicros());
  }

  private static List<Object> parts(Event event) {
    return Arrays.stream(event.getClass().getRecordComponents())
        .filter(component -> component.getType() != Stamp.class)
        .map(component -> value(component, event))
        .toList();
  }

  private static Object value(RecordComponent component, Event event) {
    try {
      Object value = Objects.requireNonNull(component.getAccessor().invoke(event));
      return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
