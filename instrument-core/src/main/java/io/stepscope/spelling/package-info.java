/** Guesses the word that somebody meant. Knows nothing of what the words mean. */
@NullMarked
package io.stepscope.spelling;

import org.jspecify.annotations.NullMarked;
