/**
 * Series of numbers reduced to a bounded size, without losing a spike. Knows neither files nor
 * terminals.
 */
@NullMarked
package io.stepscope.viewer.series;

import org.jspecify.annotations.NullMarked;
