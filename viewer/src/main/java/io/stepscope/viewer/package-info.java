/**
 * The command line. Reads runs, never records one; to steer, it writes to the mailbox of a run and
 * nowhere else.
 */
@NullMarked
package io.stepscope.viewer;

import org.jspecify.annotations.NullMarked;
