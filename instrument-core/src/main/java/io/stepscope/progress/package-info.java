/** The progress line on standard error. */
@NullMarked
package io.stepscope.progress;

import org.jspecify.annotations.NullMarked;
