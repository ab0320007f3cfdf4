package io.stepscope.djl;

import ai.djl.training.listener.TrainingListener;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A program's listeners, as they are at any time, after one of ours: a listener that ends the
 * training by an exception does not end what ours hears before it.
 */
final class ListenersWithOurs extends AbstractList<TrainingListener> {

  private final List<TrainingListener> theirs;
  private final TrainingListener ours;

  ListenersWithOurs(List<TrainingListener> theirs, TrainingListener ours) {
    this.theirs = theirs;
    this.ours = ours;
  }

  @Override
  public TrainingListener get(int index) {
    return index == 0 ? ours : theirs.get(index - 1);
  }

  @Override
  public int size() {
    return theirs.size() + 1;
  }

  /** As DJL calls them; theirs in their list's own way. */
  @Override
  public void forEach(Consumer<? super TrainingListener> action) {
    action.accept(ours);
    theirs.forEach(action);
  }
}
