/** What is measured, in every tracker. */
@NullMarked
package io.stepscope.tracker.units;

import org.jspecify.annotations.NullMarked;
