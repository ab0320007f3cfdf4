/** The Deeplearning4j, ND4J and SameDiff adapter. */
@NullMarked
package io.stepscope.dl4j;

import org.jspecify.annotations.NullMarked;
