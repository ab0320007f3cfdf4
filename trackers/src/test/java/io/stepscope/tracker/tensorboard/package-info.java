@NullMarked
package io.stepscope.tracker.tensorboard;

import org.jspecify.annotations.NullMarked;
