package io.stepscope.tracker.tensorboard;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which points of a run do not hold any more because the training was started again before them, as
 * TensorBoard sees it. Filled in the order of the records, then asked in any.
 *
 * <p>A start of a session at step s takes back every point before it at s or later. So does, within
 * one series, a point at step s that follows one at a later step, and the first point of a further
 * file at the step of the last one. (TensorBoard's data server shows only the last of several
 * points of one step, too; points of one step in one file are kept here.)
 */
final class Superseding {
  private final Restarts sessions = new Restarts();
  private final Map<String, Tag> tags = new HashMap<>();

  /** The step of the last restart, and where it is. */
  private static final class Tag {
    private final Restarts restarts = new Restarts();
    private long last;
    private int file;
  }

  void sessionStart(long record, long step) {
    sessions.add(record, step);
  }

  void point(String series, long record, long step, int file) {
    Tag tag = tags.get(series);
    if (tag == null) {
      tag = new Tag();
      tags.put(series, tag);
    } else if (step < tag.last || (step == tag.last && file != tag.file)) {
      tag.restarts.add(record, step);
    }
    tag.last = step;
    tag.file = file;
  }

  boolean holds(String series, long record, long step) {
    Tag tag = tags.get(series);
    return !sessions.takesBack(record, step)
        && (tag == null || !tag.restarts.takesBack(record, step));
  }

  /** Whether the steps of a series fall so often that no restart can be the reason. */
  boolean isWithoutOrder(String series) {
    Tag tag = tags.get(series);
    return tag != null && tag.restarts.tooMany;
  }

  /** Restarts that no later one goes behind; their steps rise. */
  private static final class Restarts {
    private static final int MOST = 1 << 12;

    private long[] records = new long[1];
    private long[] steps = new long[1];
    private int size;
    private boolean tooMany;

    void add(long record, long step) {
      while (size > 0 && steps[size - 1] >= step) {
        size--;
      }
      if (size == MOST) {
        tooMany = true;
        return;
      }
      if (size == records.length) {
        records = Arrays.copyOf(records, 2 * size);
        steps = Arrays.copyOf(steps, 2 * size);
      }
      records[size] = record;
      steps[size++] = step;
    }

    /** Whether a restart after the record went back to its step or before. */
    boolean takesBack(long record, long step) {
      int at = Arrays.binarySearch(records, 0, size, record);
      int next = at < 0 ? -at - 1 : at + 1;
      return !tooMany && next < size && steps[next] <= step;
    }
  }
}
