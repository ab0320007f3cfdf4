/**
 * The {@code wandb} tracker: runs in Weights &amp; Biases, sent to the service or written as a
 * {@code .wandb} file that {@code wandb sync} uploads.
 *
 * <p>What events become is the same either way: {@link io.stepscope.tracker.wandb.EventTranslation}
 * turns them into rows of history, summary, configuration, files and so on, and a {@link
 * io.stepscope.tracker.wandb.Destination} writes or sends those. Only the provider is public. A
 * tracker is used by one thread at a time, and so is everything here unless it says otherwise.
 */
@NullMarked
package io.stepscope.tracker.wandb;

import org.jspecify.annotations.NullMarked;
