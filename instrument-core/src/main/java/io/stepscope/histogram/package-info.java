/**
 * The mergeable histogram of a tensor and its conversions to the bins of experiment trackers.
 *
 * <p>Values only: nothing here knows events, files or threads.
 */
@NullMarked
package io.stepscope.histogram;

import org.jspecify.annotations.NullMarked;
