/**
 * Runs that other programs recorded: what a reader of their format offers. {@link
 * io.stepscope.RunImport} makes run folders of them.
 *
 * <p>Readers are found by {@link java.util.ServiceLoader}. They hand on events with the times that
 * the other program noted, and know nothing of journals.
 */
@NullMarked
package io.stepscope.foreign;

import org.jspecify.annotations.NullMarked;
