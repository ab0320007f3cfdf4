package io.stepscope.tracker.mlflow;

import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What the server took of a batch that is not done yet. A batch can take many requests; when one
 * fails, the batch is delivered again, makes the same requests, and goes on where it failed instead
 * of beginning anew. So a batch also gets through where every fifth request fails.
 */
final class Acknowledged {
  private final Map<String, Contents> last = new HashMap<>();

  private record Contents(int length, long crc) {}

  /** Whether these were the last contents that the server took for a place. */
  boolean has(String place, byte[] contents) {
    return !last.isEmpty() && contentsOf(contents).equals(last.get(place));
  }

  /** The server took contents for a place. */
  void took(String place, byte[] contents) {
    last.put(place, contentsOf(contents));
  }

  /** How many places took something. */
  int places() {
    return last.size();
  }

  /** The batch is done. */
  void forget() {
    last.clear();
  }

  private static Contents contentsOf(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return new Contents(bytes.length, crc.getValue());
  }
}
