package io.stepscope.redaction;

import java.util.List;

/**
 * Tells in one pass that a text holds none of a set of short strings, by a table of their first
 * three characters. May say yes when there are none; never says no when there is one.
 */
final class Triggers {

  private static final int SIZE = 1 << 13;

  private final boolean[] firsts = new boolean[SIZE];

  /** Each trigger has at least three characters. */
  Triggers(List<String> triggers) {
    for (String trigger : triggers) {
      firsts[hash(trigger.charAt(0), trigger.charAt(1), trigger.charAt(2))] = true;
    }
  }

  boolean mayBeIn(String text) {
    if (text.length() < 3) {
      return false;
    }
    char a = text.charAt(0);
    char b = text.charAt(1);
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (firsts[hash(a, b, c)]) {
        return true;
      }
      a = b;
      b = c;
    }
    return false;
  }

  private static int hash(char a, char b, char c) {
    return ((a * 31 + b) * 131 + c) & (SIZE - 1);
  }
}
