@NullMarked
package io.stepscope.dl4j;

import org.jspecify.annotations.NullMarked;
