/** Trackers that are fed by a process of its own. */
@org.jspecify.annotations.NullMarked
package io.stepscope.tracker.process;
