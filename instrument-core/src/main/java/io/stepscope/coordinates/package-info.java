/**
 * Where a result comes from: code, data, configuration, environment. Secrets are removed here,
 * before anything is stored.
 */
@NullMarked
package io.stepscope.coordinates;

import org.jspecify.annotations.NullMarked;
