/**
 * What counting a tensor into a histogram costs, against the cheapest loop over the same values.
 */
@NullMarked
package io.stepscope.benchmarks.histogram;

import org.jspecify.annotations.NullMarked;
