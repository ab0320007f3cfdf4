@NullMarked
package io.stepscope.tracker.jsonl;

import org.jspecify.annotations.NullMarked;
