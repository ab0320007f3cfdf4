/**
 * The events of a run: immutable values, with no I/O and no clock.
 *
 * <p>Every type here is immutable and thread-safe.
 */
@NullMarked
package io.stepscope.event;

import org.jspecify.annotations.NullMarked;
