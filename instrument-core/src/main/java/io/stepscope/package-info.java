/** What a user imports: {@link io.stepscope.Run}, its builder and the configuration. */
@NullMarked
package io.stepscope;

import org.jspecify.annotations.NullMarked;
