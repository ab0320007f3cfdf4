@NullMarked
package io.stepscope.tracker.wandb;

import org.jspecify.annotations.NullMarked;
