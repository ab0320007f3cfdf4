/**
 * What is woven into methods of frameworks. The code below becomes part of those methods and is
 * never run from here, so it refers to nothing but the bridge and {@code java.lang} and {@code
 * java.util}; what goes wrong in it is suppressed.
 */
@NullMarked
package io.stepscope.agent.advice;

import org.jspecify.annotations.NullMarked;
