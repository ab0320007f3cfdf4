/**
 * Removes secrets from what is about to be stored: arguments, environment, URLs, configuration and
 * console lines.
 *
 * <p>Every type here is immutable and thread-safe unless it says otherwise.
 */
@NullMarked
package io.stepscope.redaction;

import org.jspecify.annotations.NullMarked;
