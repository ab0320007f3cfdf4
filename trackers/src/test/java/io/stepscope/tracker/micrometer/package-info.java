/** Tests of the tracker that keeps meters in a Micrometer registry. */
@NullMarked
package io.stepscope.tracker.micrometer;

import org.jspecify.annotations.NullMarked;
