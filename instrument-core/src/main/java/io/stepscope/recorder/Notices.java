package io.stepscope.recorder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Says things to people on standard error: one line per kind of trouble, however often it happens.
 *
 * <p>Thread-safe. Never throws.
 */
public final class Notices {

  /** Kinds beyond this many are counted elsewhere but no longer said. */
  private static final int MOST_KINDS = 100;

  private final Consumer<String> out;
  private final Map<String, Boolean> said = new ConcurrentHashMap<>();

  /** Notices that go to {@code out}, a line at a time without line end. */
  public Notices(Consumer<String> out) {
    this.out = out;
  }

  /** Notices on standard error, as it is at the time of the call. */
  public static Notices onStandardError() {
    return new Notices(line -> StandardError.print("stepscope: " + line + System.lineSeparator()));
  }

  /** Says {@code line} unless something of the same {@code kind} was said before. */
  public void once(String kind, String line) {
    if (said.size() < MOST_KINDS && said.putIfAbsent(kind, true) == null) {
      say(line);
    }
  }

  /** Says {@code line}. */
  public void say(String line) {
    try {
      out.accept(line);
    } catch (RuntimeException e) {
      // A standard error that throws is the program's; there is nowhere left to say so.
      said.put("standard error", false);
    }
  }
}
