/** A DJL training to copy from. */
@NullMarked
package io.stepscope.samples.djl;

import org.jspecify.annotations.NullMarked;
