/**
 * Steering a training that runs: the mailbox through which commands come in, the values that may be
 * changed, and what a framework has to offer. Depends on nothing; the page of the mailbox is
 * described in {@code docs/control.md}.
 *
 * <p>No thread of its own: commands are applied by the training's own threads, between two steps.
 */
@NullMarked
package io.stepscope.control;

import org.jspecify.annotations.NullMarked;
