/** Tests of what trackers over HTTP share. */
@NullMarked
package io.stepscope.http;

import org.jspecify.annotations.NullMarked;
