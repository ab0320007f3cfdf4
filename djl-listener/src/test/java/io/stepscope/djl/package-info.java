@NullMarked
package io.stepscope.djl;

import org.jspecify.annotations.NullMarked;
