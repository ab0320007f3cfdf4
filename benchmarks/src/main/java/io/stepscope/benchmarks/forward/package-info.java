/** How fast a backlog reaches trackers. */
@NullMarked
package io.stepscope.benchmarks.forward;

import org.jspecify.annotations.NullMarked;
