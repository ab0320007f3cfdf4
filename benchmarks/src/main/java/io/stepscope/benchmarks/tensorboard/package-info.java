/** How fast TensorBoard event files are written. */
@NullMarked
package io.stepscope.benchmarks.tensorboard;

import org.jspecify.annotations.NullMarked;
