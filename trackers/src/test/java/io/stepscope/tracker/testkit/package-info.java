/** What every tracker must pass: subclass {@link TrackerConformanceTest}. */
@NullMarked
package io.stepscope.tracker.testkit;

import org.jspecify.annotations.NullMarked;
