/**
 * Servers of the tests' own that speak a tracker's protocol as strictly as the real one, on
 * loopback, and fail on demand. What they refuse, and in which words, is up to the {@link
 * io.stepscope.tracker.fakes.FakeService} of each tracker.
 */
@NullMarked
package io.stepscope.tracker.fakes;

import org.jspecify.annotations.NullMarked;
