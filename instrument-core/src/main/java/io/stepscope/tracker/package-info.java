/**
 * The SPI of experiment trackers: open, deliver a batch, close. Results are values, not exceptions.
 */
@NullMarked
package io.stepscope.tracker;

import org.jspecify.annotations.NullMarked;
