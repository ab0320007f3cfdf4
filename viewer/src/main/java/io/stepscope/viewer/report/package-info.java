/** What users read of runs: the list, the report of one run. Takes values, gives lines. */
@NullMarked
package io.stepscope.viewer.report;

import org.jspecify.annotations.NullMarked;
