/**
 * The run folder: where everything lies, who holds it, how it ended, and the summary {@code
 * run.json}.
 */
@NullMarked
package io.stepscope.folder;

import org.jspecify.annotations.NullMarked;
