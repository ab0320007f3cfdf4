/** A small JSON writer and the JSON form of events, on {@code java.base} alone. */
@NullMarked
package io.stepscope.json;

import org.jspecify.annotations.NullMarked;
