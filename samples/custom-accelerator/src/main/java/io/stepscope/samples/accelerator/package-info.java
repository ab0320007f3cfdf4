/** An accelerator of one's own: the device, how it is found, and a training on it. */
@NullMarked
package io.stepscope.samples.accelerator;

import org.jspecify.annotations.NullMarked;
