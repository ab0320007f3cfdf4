@NullMarked
package io.stepscope.agent;

import org.jspecify.annotations.NullMarked;
