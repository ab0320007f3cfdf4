/** What it costs a training thread to record. */
@NullMarked
package io.stepscope.benchmarks.recorder;

import org.jspecify.annotations.NullMarked;
