/**
 * Carries events from journals to trackers: one cursor, one daemon thread and one receipt per
 * tracker.
 */
@NullMarked
package io.stepscope.forward;

import org.jspecify.annotations.NullMarked;
