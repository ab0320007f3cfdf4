/**
 * Tests against stubs of the driver's libraries, which the C compiler makes of {@code src/test/c}.
 */
@NullMarked
package io.stepscope.probe.nvidia;

import org.jspecify.annotations.NullMarked;
