/**
 * The agent behind the launcher: weaves calls into classes of frameworks, and leads each call to an
 * adapter in a loader below the framework's own.
 *
 * <p>Everything here lies in the isolated part of the jar and is loaded when a program begins to
 * use a framework, not before. Advice is only read as bytes: its code becomes part of the woven
 * method, so it refers to nothing but the bridge and {@code java.lang} and {@code java.util}.
 */
@NullMarked
package io.stepscope.agent;

import org.jspecify.annotations.NullMarked;
