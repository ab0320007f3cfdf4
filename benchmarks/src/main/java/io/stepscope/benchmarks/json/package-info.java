/** What writing events as JSON costs. */
@NullMarked
package io.stepscope.benchmarks.json;

import org.jspecify.annotations.NullMarked;
