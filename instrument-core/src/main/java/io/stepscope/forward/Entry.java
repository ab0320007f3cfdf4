package io.stepscope.forward;

import io.stepscope.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way.
 *
 * @param origin the stretch of journal it was read from
 * @param leftOut why the tracker will not get it; null when it will
 * @param bytes about how large it is
 */
record Entry(Event event, Stretch origin, @Nullable String leftOut, long bytes) {

  Entry(Event event, Stretch origin, @Nullable String leftOut) {
    this(event, origin, leftOut, EventSize.of(event));
  }
}
