/**
 * What {@code doctor} looks at: configuration, run folder, JVM, GPU libraries, trackers. Each check
 * gives findings and never throws; nothing is changed, and what is made to try something is
 * removed.
 */
@NullMarked
package io.stepscope.viewer.check;

import org.jspecify.annotations.NullMarked;
