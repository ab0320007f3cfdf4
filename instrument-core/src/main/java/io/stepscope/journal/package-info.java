/**
 * The crash-proof journal of a run: append, recover, follow. The file format is described in {@code
 * docs/journal-format.md}.
 *
 * <p>Nothing here interprets what is recorded; nothing here reads configuration.
 */
@NullMarked
package io.stepscope.journal;

import org.jspecify.annotations.NullMarked;
