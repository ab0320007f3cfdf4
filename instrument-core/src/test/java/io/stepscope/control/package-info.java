@NullMarked
package io.stepscope.control;

import org.jspecify.annotations.NullMarked;
