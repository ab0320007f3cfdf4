package io.stepscope.configuration;

import java.util.List;
import java.util.function.Function;

/**
 * How the values of a key are written.
 *
 * @param description what is allowed, to follow "must be"
 * @param words the words it knows, for suggestions; empty when it is not about words
 * @param parser makes the value; throws {@link IllegalArgumentException} when it cannot
 */
public record Form<T>(String description, List<String> words, Function<String, T> parser) {

  public Form {
    words = List.copyOf(words);
  }

  static <T> Form<T> of(String description, Function<String, T> parser) {
    return new Form<>(description, List.of(), parser);
  }

  T parse(String value) {
    return parser.apply(value);
  }
}
