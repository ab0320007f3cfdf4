@NullMarked
package io.stepscope.journal;

import org.jspecify.annotations.NullMarked;
