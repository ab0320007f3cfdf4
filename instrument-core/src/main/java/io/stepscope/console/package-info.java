/**
 * Records what the program prints on standard output and standard error.
 *
 * <p>The streams of the program are left as they are: what it prints goes to them first, through
 * the very method that it called, and is looked at afterwards. The printing thread makes the lines
 * and appends them to the journal; there is no queue and no thread. The only lock is held for that
 * bookkeeping, never while a stream of the program is called.
 */
@NullMarked
package io.stepscope.console;

import org.jspecify.annotations.NullMarked;
