/**
 * The only classes of {@code stepscope.jar} that others see. They make an isolated class loader
 * over the rest of the jar and hand over to it.
 *
 * <p>These classes run before a program that is being observed has set up anything. They therefore
 * touch neither logging nor {@code java.nio.file} nor management beans: each of those would fix the
 * program's own choice of implementation.
 */
@NullMarked
package io.stepscope.launcher;

import org.jspecify.annotations.NullMarked;
