/**
 * What is known of memory while a training goes on, and what a run is told when it ran out.
 *
 * <p>Everything here is made for the moment in which there is no memory: what is kept is small, of
 * a fixed size and made beforehand, and holds no array of the program's, only names and sizes.
 */
@NullMarked
package io.stepscope.memory;

import org.jspecify.annotations.NullMarked;
