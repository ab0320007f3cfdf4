/**
 * The one class that woven code of a program refers to. It is defined by the bootstrap loader, so
 * that every class loader of the program sees it, and refers to nothing but {@code java.lang} and
 * {@code java.util}.
 */
@NullMarked
package io.stepscope.bridge;

import org.jspecify.annotations.NullMarked;
