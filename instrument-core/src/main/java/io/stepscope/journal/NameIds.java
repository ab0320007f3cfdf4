package io.stepscope.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of a writer and in which segment each was last defined. Every segment that uses a name
 * defines it, or a later one does, so reading can begin at any segment.
 */
final class NameIds {
  /** The id of names that cannot be stored. */
  static final int INVALID = -1;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final ConcurrentHashMap<String, Integer> ids = new ConcurrentHashMap<>();

  // Grown under the lock of this. A definition noted in an array while it is being replaced is
  // forgotten, and the name is defined once more.
  private volatile byte[][] utf8 = new byte[64][];
  private volatile int[] definedThrough = new int[64];
  private int count;

  /** The id of a name, from 1; {@link #INVALID} for one that is empty or too long. */
  int id(String name) {
    Integer known = ids.get(name);
    return known != null ? known : add(name);
  }

  private synchronized int add(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > Format.MOST_NAME_BYTES || count == Format.MOST_NAMES) {
      return INVALID;
    }
    int id = ++count;
    if (id == utf8.length) {
      utf8 = Arrays.copyOf(utf8, 2 * id);
      definedThrough = Arrays.copyOf(definedThrough, 2 * id);
    }
    utf8[id] = bytes;
    ids.put(name, id);
    return id;
  }

  /** The name of an id in UTF-8; empty when there is no such id. */
  byte[] utf8(int id) {
    byte[][] known = utf8;
    byte[] bytes = id > 0 && id < known.length ? known[id] : null;
    return bytes == null ? new byte[0] : bytes;
  }

  /** Whether a reader that begins at {@code segment} finds the name. */
  boolean isDefined(int id, int segment) {
    int[] defined = definedThrough;
    return id > 0 && id < defined.length && (int) INTS.getAcquire(defined, id) > segment;
  }

  void defined(int id, int segment) {
    int[] defined = definedThrough;
    if ((int) INTS.getAcquire(defined, id) <= segment) {
      INTS.setRelease(defined, id, segment + 1);
    }
  }
}
