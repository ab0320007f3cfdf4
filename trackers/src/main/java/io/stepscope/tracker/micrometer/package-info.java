/**
 * Gauges, timers and counters of running trainings in a Micrometer registry: a live side channel
 * without a step axis.
 */
@NullMarked
package io.stepscope.tracker.micrometer;

import org.jspecify.annotations.NullMarked;
