/**
 * What training threads call: names are interned, bad input is mended and said once, failures are
 * counted, nothing is thrown.
 */
@NullMarked
package io.stepscope.recorder;

import org.jspecify.annotations.NullMarked;
