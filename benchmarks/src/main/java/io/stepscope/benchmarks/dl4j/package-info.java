/** What the Deeplearning4j listener costs a training, beside Deeplearning4j's own. */
@NullMarked
package io.stepscope.benchmarks.dl4j;

import org.jspecify.annotations.NullMarked;
