package io.stepscope.dl4j;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** A model and its copies, which are one training. Keeps none of them alive. Thread-safe. */
final class Family {

  private final List<Forsaken.Watched> members = new CopyOnWriteArrayList<>();
  private volatile @Nullable Runnable whenGone;

  Family(Model model) {
    add(model);
  }

  /** Has {@code then} run when the last of them is gone; null for nothing. */
  void whenGone(@Nullable Runnable then) {
    whenGone = then;
  }

  boolean has(Model model) {
    for (Forsaken.Watched member : members) {
      if (member.refersTo(model)) {
        return true;
      }
    }
    return false;
  }

  boolean isGone() {
    return members.stream().allMatch(member -> member.refersTo(null));
  }

  synchronized void add(Model model) {
    if (!has(model)) {
      members.add(Forsaken.watch(model, this::look));
    }
  }

  private void look() {
    members.removeIf(member -> member.refersTo(null));
    Runnable then = whenGone;
    if (members.isEmpty() && then != null) {
      then.run();
    }
  }
}
