/** What the DJL listener costs a training. */
@NullMarked
package io.stepscope.benchmarks.djl;

import org.jspecify.annotations.NullMarked;
