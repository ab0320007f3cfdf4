package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.djl.StepUpdates.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepUpdatesTest {

  private final StepUpdates updates = new StepUpdates();

  @Test
  void learnsFromTheFirstStepWhichUpdateIsTheLast() {
    assertThat(step("a", "b", "c")).containsExactly("FIRST", "NEXT", "NEXT");
    assertThat(step("a", "b", "c")).containsExactly("REPEATED", "passed", "NEXT, last");
    assertThat(step("a", "b", "c")).containsExactly("FIRST", "passed", "NEXT, last");
  }

  @Test
  void beginsAStepWithAParameterThatWasUpdatedAlready() {
    assertThat(step("a", "b", "a", "b")).containsExactly("FIRST", "NEXT", "REPEATED", "NEXT, last");
  }

  @Test
  void takesAParameterThatWasNotThereBefore() {
    step("a", "b");
    updates.close();
    assertThat(updates.isOpen()).isFalse();
    assertThat(step("a", "b", "c")).containsExactly("FIRST", "NEXT, last", "LATE, last");
    assertThat(step("a", "b", "c")).containsExactly("FIRST", "passed", "NEXT, last");
  }

  @Test
  void endsWhenFewerAreUpdated() {
    step("a", "b", "c");
    updates.close();
    assertThat(step("a", "b")).containsExactly("FIRST", "passed");
    updates.close();
    assertThat(step("a", "b")).containsExactly("FIRST", "NEXT, last");
  }

  /** The place of an update depends on which parameters were updated, never on their order. */
  @Test
  void tellsTheSameWhateverTheOrder() {
    Random random = new Random(1);
    for (int trial = 0; trial < 2_000; trial++) {
      StepUpdates ours = new StepUpdates();
      Reference reference = new Reference();
      for (int i = 0; i < 60; i++) {
        String id = "p" + random.nextInt(1 + random.nextInt(6));
        if (random.nextInt(20) == 0) {
          ours.close();
          reference.close();
        }
        if (random.nextInt(20) == 0) {
          ours.begin();
          reference.begin();
        }
        Place place = ours.passes(id) ? Place.NEXT : ours.updating(id);
        assertThat(place).isEqualTo(reference.updating(id));
        assertThat(ours.updated()).isEqualTo(reference.updated());
        if (place != Place.LATE && ours.updated()) {
          ours.close();
          reference.close();
        }
        assertThat(ours.isOpen()).isEqualTo(reference.isOpen());
      }
    }
  }

  private List<String> step(String... ids) {
    List<String> places = new ArrayList<>();
    for (String id : ids) {
      String place = updates.passes(id) ? "passed" : updates.updating(id).name();
      boolean last = updates.updated();
      places.add(last ? place + ", last" : place);
      if (last) {
        updates.close();
      }
    }
    return places;
  }

  /** The same with nothing but a set. */
  private static final class Reference {
    private final Set<String> ids = new HashSet<>();
    private int expected = Integer.MAX_VALUE;
    private boolean closed;

    Place updating(String id) {
      if (closed && ids.add(id)) {
        expected = ids.size();
        return Place.LATE;
      }
      boolean repeated = !closed && ids.contains(id);
      if (repeated) {
        close();
      }
      begin();
      ids.add(id);
      return repeated ? Place.REPEATED : ids.size() == 1 ? Place.FIRST : Place.NEXT;
    }

    boolean updated() {
      return ids.size() >= expected;
    }

    boolean isOpen() {
      return !closed && !ids.isEmpty();
    }

    void close() {
      if (isOpen()) {
        expected = ids.size();
        closed = true;
      }
    }

    void begin() {
      if (closed) {
        ids.clear();
        closed = false;
      }
    }
  }
}
