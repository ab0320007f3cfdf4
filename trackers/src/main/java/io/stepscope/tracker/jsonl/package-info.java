/**
 * The {@code jsonl} tracker: one file of JSON lines per run, for scripts. A line is what {@code
 * export --format jsonl} writes and {@code docs/events-json.md} describes.
 */
@NullMarked
package io.stepscope.tracker.jsonl;

import org.jspecify.annotations.NullMarked;
