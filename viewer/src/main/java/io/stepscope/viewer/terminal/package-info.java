/**
 * Text for a terminal: tables, line charts, bars. Takes values, gives lines; prints nothing and
 * knows nothing of runs.
 */
@NullMarked
package io.stepscope.viewer.terminal;

import org.jspecify.annotations.NullMarked;
