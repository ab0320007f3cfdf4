/**
 * The keys of the configuration, their forms and defaults, and where values come from; {@link
 * io.stepscope.Configuration} puts them together.
 *
 * <p>Reads files and the environment once, when a configuration is built; every value is immutable.
 */
@NullMarked
package io.stepscope.configuration;

import org.jspecify.annotations.NullMarked;
