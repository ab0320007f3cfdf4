package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stepscope.memory.MemoryHolder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the arrays that DJL's managers hold, as they were given in a tree. Managers of one name
 * below another count as one: of batches that are never closed there are more and more.
 *
 * <p>DJL shows nobody its tree: it is read from a private field, and where Java refuses that there
 * is only the count of the one manager that was asked about. Neither locks nor changes anything,
 * and keeps none of it. Not thread-safe; the managers may change meanwhile.
 */
final class ManagerTree {

  private static final int MOST_MANAGERS = 20_000;
  private static final int MOST_RESOURCES = 500_000;
  private static final int KEPT = 30;

  /** Names of managers that nobody named. */
  private static final String UNNAMED = "manager";

  /** A manager that holds so many more than at first is looked at more closely. */
  private static final int SUSPICIOUS = 50;

  private static final int LOOKED_AT = 8;

  private final Map<String, Long> first = new HashMap<>();
  private long firstStep = MemoryHolder.UNKNOWN;

  /** Counts what there is while all is well. Only the first call counts. */
  void countFirst(NDManager any, long step) {
    if (firstStep == MemoryHolder.UNKNOWN) {
      firstStep = step;
      walk(any).forEach((name, counted) -> first.put(name, counted.arrays));
    }
  }

  /** Who holds most arrays, from the root of the tree on that {@code any} is in. */
  List<MemoryHolder> count(NDManager any) {
    List<MemoryHolder> holders = new ArrayList<>();
    walk(any).forEach((name, counted) -> holders.add(holder(name, counted)));
    holders.sort(Comparator.comparingLong(MemoryHolder::arrays).reversed());
    return new ArrayList<>(holders.subList(0, Math.min(KEPT, holders.size())));
  }

  private MemoryHolder holder(String name, Counted counted) {
    boolean counting = firstStep != MemoryHolder.UNKNOWN;
    long before = counting ? first.getOrDefault(name, 0L) : MemoryHolder.UNKNOWN;
    String note = counted.arrays - before >= SUSPICIOUS ? counted.mostly() : "";
    return new MemoryHolder(
        name,
        counted.arrays,
        counted.managers,
        MemoryHolder.UNKNOWN,
        before,
        counting ? firstStep : MemoryHolder.UNKNOWN,
        note);
  }

  private static Map<String, Counted> walk(NDManager any) {
    Map<String, Counted> all = new HashMap<>();
    Deque<Place> left = new ArrayDeque<>();
    NDManager root = root(any);
    left.add(new Place(nameOf(root), root));
    int resources = 0;
    for (int managers = 0; managers < MOST_MANAGERS && !left.isEmpty(); managers++) {
      Place place = left.remove();
      Counted counted = all.computeIfAbsent(place.name, unknown -> new Counted());
      if (PrivateField.read(place.manager, "resources") instanceof Map<?, ?> held) {
        if (resources > MOST_RESOURCES) {
          counted.arrays += held.size();
          continue;
        }
        for (Object resource : held.values()) {
          resources++;
          if (resource instanceof NDManager within) {
            counted.managers++;
            left.add(new Place(place.name + " / " + nameOf(within), within));
          } else if (resource instanceof NDArray array) {
            counted.add(array);
          }
        }
      } else if (place.manager.isOpen()) {
        counted.arrays += place.manager.getManagedArrays().size();
      }
    }
    return all;
  }

  private static NDManager root(NDManager any) {
    NDManager root = any;
    if (PrivateField.read(any, "resources") == null) {
      return root;
    }
    for (NDManager above = root.getParentManager();
        above != null;
        above = root.getParentManager()) {
      root = above;
    }
    return root;
  }

  /** A name that is made of random digits says nothing, and is another each time. */
  private static String nameOf(NDManager manager) {
    String name = manager.getName();
    if (name == null || name.isEmpty() || name.equals(PrivateField.read(manager, "uid"))) {
      return manager.getParentManager() == null ? "DJL" : UNNAMED;
    }
    return name;
  }

  private record Place(String name, NDManager manager) {}

  /** What was counted of managers of one name. */
  private static final class Counted {
    private final List<NDArray> some = new ArrayList<>();
    private long arrays;
    private long managers;

    void add(NDArray array) {
      arrays++;
      if (some.size() < LOOKED_AT) {
        some.add(array);
      }
    }

    /** Says the form that most of a few have; empty when they say nothing of it. */
    String mostly() {
      Map<String, Integer> forms = new HashMap<>();
      for (NDArray array : some) {
        String form = form(array);
        if (form != null) {
          forms.merge(form, 1, Integer::sum);
        }
      }
      return forms.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(form -> "most are " + form.getKey())
          .orElse("");
    }

    private static @Nullable String form(NDArray array) {
      try {
        return array.getShape() + " " + ArraySizes.typeOf(array);
      } catch (RuntimeException e) {
        return null; // Closed meanwhile.
      }
    }
  }
}
