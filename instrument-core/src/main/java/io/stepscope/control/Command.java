package io.stepscope.control;

import org.jspecify.annotations.Nullable;

/**
 * Something a user asked of the training.
 *
 * @param id 1 and more, rising, unique within the run
 * @param action null when this version does not know it, or the command was damaged
 * @param name what to set; empty for every other action
 * @param value what to set it to
 */
record Command(long id, @Nullable Action action, String name, double value) {}
