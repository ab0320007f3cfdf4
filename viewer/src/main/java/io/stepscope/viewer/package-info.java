/** The command line. Reads runs, never records or changes one. */
@NullMarked
package io.stepscope.viewer;

import org.jspecify.annotations.NullMarked;
