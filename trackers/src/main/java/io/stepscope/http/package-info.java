/**
 * What trackers over HTTP share: one exchange with a time limit and an answer of bounded size, and
 * reading JSON. Knows no tracker. HTTP failures are values or {@link java.io.IOException}s whose
 * messages hold nothing of requests, so no secrets.
 */
@NullMarked
package io.stepscope.http;

import org.jspecify.annotations.NullMarked;
