package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one run: made when first needed, at most so many, and all removed at its end, so
 * that a registry that outlives many runs does not fill up with them.
 *
 * <p>Used by one thread; the registry reads the values from any other.
 */
final class RunMeters {

  private static final int MOST_COUNTED = 65_536;

  private final MeterRegistry registry;
  private final int most;
  private final Map<Key, Value> gauges = new HashMap<>();
  private final Map<Key, Timer> timers = new HashMap<>();
  private final Map<Key, Counter> counters = new HashMap<>();
  private final List<Meter> all = new ArrayList<>();
  private final Set<Key> leftOut = new HashSet<>();

  /** Meters by name and tags: two series may come to the same, and a registry takes only one. */
  private final Map<List<Object>, Key> taken = new HashMap<>();

  private Tags common = Tags.empty();

  /**
   * No meters yet.
   *
   * @param most most meters of the run
   */
  RunMeters(MeterRegistry registry, int most) {
    this.registry = registry;
    this.most = most;
  }

  /** Tags of all meters made from now on. */
  void tagged(Tags tags) {
    common = tags;
  }

  /** Sets a gauge; false if there is no room for another. */
  boolean set(String series, int rank, double value) {
    Value holder = gauge(new Key(series, "", rank), MeterName.of(series));
    if (holder == null) {
      return false;
    }
    holder.current = value;
    return true;
  }

  /** Adds to a timer; false if there is no room for another. */
  boolean record(String series, int rank, long nanos) {
    Key key = new Key(series, "", rank);
    Timer timer = timers.get(key);
    if (timer == null) {
      MeterName name = MeterName.of(series);
      if (!hasRoom(key, name)) {
        return false;
      }
      timer = Timer.builder(name.meter()).tags(tags(key, name)).register(registry);
      timers.put(key, timer);
      all.add(timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
    return true;
  }

  /** Counts one more; {@code tag} tells what of several it is, or is empty. */
  boolean count(String series, String tag, String of, int rank) {
    Key key = new Key(series, of, rank);
    Counter counter = counters.get(key);
    if (counter == null) {
      MeterName name = new MeterName(MeterName.of(series).meter(), tag, of);
      if (!hasRoom(key, name)) {
        return false;
      }
      counter = Counter.builder(name.meter()).tags(tags(key, name)).register(registry);
      counters.put(key, counter);
      all.add(counter);
    }
    counter.increment();
    return true;
  }

  /**
   * Series that had no room, or whose name another one has; counted up to {@link #MOST_COUNTED}.
   */
  int leftOut() {
    return leftOut.size();
  }

  /** Removes every meter of the run from the registry. */
  void remove() {
    all.forEach(registry::remove);
    all.clear();
    gauges.clear();
    timers.clear();
    counters.clear();
    leftOut.clear();
    taken.clear();
  }

  private @Nullable Value gauge(Key key, MeterName name) {
    Value holder = gauges.get(key);
    if (holder == null && hasRoom(key, name)) {
      holder = new Value();
      // Registries hold what gauges look at weakly, unless they are told not to.
      Gauge gauge =
          Gauge.builder(name.meter(), holder, value -> value.current)
              .tags(tags(key, name))
              .baseUnit(BaseUnit.of(key.series))
              .strongReference(true)
              .register(registry);
      gauges.put(key, holder);
      all.add(gauge);
    }
    return holder;
  }

  private boolean hasRoom(Key key, MeterName name) {
    if (all.size() < most && taken.putIfAbsent(List.of(name, key.rank), key) == null) {
      return true;
    }
    if (leftOut.size() < MOST_COUNTED) {
      leftOut.add(key);
    }
    return false;
  }

  private Tags tags(Key key, MeterName name) {
    Tags tags = common.and("rank", Integer.toString(key.rank));
    return name.tag().isEmpty() ? tags : tags.and(name.tag(), name.of());
  }

  private record Key(String series, String of, int rank) {}

  /** What a gauge shows. */
  private static final class Value {
    private volatile double current = Double.NaN;
  }
}
