/** Tests that every adapter of a framework has to pass; it supplies only its model. */
@NullMarked
package io.stepscope.training.testkit;

import org.jspecify.annotations.NullMarked;
