/**
 * Reads runs from their folders: which there are, and what one of them holds, reduced to what can
 * be shown. Memory does not grow with the length of a run.
 */
@NullMarked
package io.stepscope.viewer.run;

import org.jspecify.annotations.NullMarked;
