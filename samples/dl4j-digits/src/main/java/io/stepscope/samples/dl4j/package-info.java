/** A Deeplearning4j training to copy from. */
@NullMarked
package io.stepscope.samples.dl4j;

import org.jspecify.annotations.NullMarked;
