/** A DJL training that knows nothing of Stepscope. */
@NullMarked
package com.acme.digits;

import org.jspecify.annotations.NullMarked;
