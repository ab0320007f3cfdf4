/**
 * Records a Deeplearning4j or SameDiff training. For users are the listeners and {@link
 * io.stepscope.dl4j.Stepscope}.
 *
 * <p>What runs here on the threads of the training reads arrays through their memory and never
 * through operations, makes no array of its own, and lets no exception out.
 */
@NullMarked
package io.stepscope.dl4j;

import org.jspecify.annotations.NullMarked;
