/**
 * Records a DJL training. Only {@link io.stepscope.djl.StepscopeListener} is for users.
 *
 * <p>Everything here runs on the threads of the training, reads arrays through their memory and
 * never through operations, and lets no exception out.
 */
@NullMarked
package io.stepscope.djl;

import org.jspecify.annotations.NullMarked;
