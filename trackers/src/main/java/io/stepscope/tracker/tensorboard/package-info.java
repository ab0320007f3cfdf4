/**
 * Writes runs as TensorBoard event files, without TensorFlow, Python or a protobuf library.
 *
 * <p>The bytes of a file depend on the events alone, never on how they were batched, on the clock
 * or on the process that writes them. So a tail that was written but not acknowledged is written
 * again byte for byte, and a TensorBoard that has read it already does not notice.
 *
 * <p>Only the provider is public. A tracker is used by one thread at a time, and so is everything
 * here.
 */
@NullMarked
package io.stepscope.tracker.tensorboard;

import org.jspecify.annotations.NullMarked;
