/**
 * The framework-neutral training session: steps, phases, loss, tensors to look at, overhead
 * governor. Adapters of frameworks only translate into it.
 */
@NullMarked
package io.stepscope.training;

import org.jspecify.annotations.NullMarked;
