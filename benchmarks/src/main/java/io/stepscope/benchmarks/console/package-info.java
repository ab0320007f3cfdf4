/** What it costs to record what a program prints. */
@NullMarked
package io.stepscope.benchmarks.console;

import org.jspecify.annotations.NullMarked;
