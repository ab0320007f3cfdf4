/** What it costs to measure the machine. */
@NullMarked
package io.stepscope.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
