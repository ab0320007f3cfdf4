/**
 * Accelerators that a user describes in the configuration instead of in code: a command that prints
 * JSON, files that hold a number, an exporter of OpenMetrics.
 */
@NullMarked
package io.stepscope.probe.custom;

import org.jspecify.annotations.NullMarked;
