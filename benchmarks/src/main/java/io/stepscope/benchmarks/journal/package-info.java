/** What appending to the journal and reading it back costs, also beside other ways to record. */
@NullMarked
package io.stepscope.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
