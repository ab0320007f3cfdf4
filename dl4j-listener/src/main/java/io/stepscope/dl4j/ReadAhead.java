package io.stepscope.dl4j;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The thread that reads batches ahead for a training. When an exception ends {@code fit}, the
 * framework leaves it waiting for ever for somebody to take what it has read.
 *
 * <p>Nothing leads from a network to that thread, and other trainings have one as well. So it must
 * be proven to be ours, by a batch: one that lies in the memory of that thread, or one that the
 * thread was about to hand out and that was then trained upon. What was so proven holds for the
 * iterator that the thread reads, which the next epoch reads with another thread.
 */
final class ReadAhead {

  private static final Set<String> NAMES = Set.of("ADSI prefetch thread", "AMDSI prefetch thread");
  private static final long PATIENCE_MILLIS = 2_000;

  /**
   * In an epoch, how many batches are tried: those that a slow reader has not read yet tell
   * nothing.
   */
  private static final int TRIES = 8;

  private final List<Coming> coming = new ArrayList<>();
  private WeakReference<Object> iterator = new WeakReference<>(null);
  private int tries;

  /** An epoch begins, and with it perhaps a thread. */
  void epochBegins() {
    tries = TRIES;
    look();
  }

  /** Whether more is to be learnt from the next batch. */
  boolean isSearching() {
    return tries > 0 || !coming.isEmpty();
  }

  /** A batch was taken. */
  void took(@Nullable INDArray input) {
    for (Coming each : coming) {
      if (input != null && each.features.refersTo(input)) {
        iterator = each.iterator;
        tries = 0;
      }
    }
    coming.clear();
  }

  /**
   * Ends the thread that read {@code input}, or reads on in the iterator that this training used,
   * and waits for that a little. Leaves alone what is not proven to be ours.
   */
  void end(@Nullable INDArray input) {
    long owner = owner(input);
    Object proven = iterator.get();
    for (Thread reader : readers()) {
      if (reader.getId() == owner || (proven != null && iterator(reader) == proven)) {
        end(reader);
      }
    }
  }

  /** Notes which batch each thread hands out next: an epoch begins, or a step is over. */
  void look() {
    coming.clear();
    if (tries == 0) {
      return;
    }
    List<Thread> readers = readers();
    tries = readers.isEmpty() ? 0 : tries - 1;
    Object proven = iterator.get();
    for (Thread reader : readers) {
      Object read = iterator(reader);
      if (read != null && read == proven) {
        tries = 0;
        coming.clear();
        return;
      }
      INDArray features = features(field(reader, "queue"));
      if (read != null && features != null) {
        coming.add(new Coming(new WeakReference<>(features), new WeakReference<>(read)));
      }
    }
  }

  /** The id of the thread in whose memory {@code input} lies; negative when it lies in nobody's. */
  private static long owner(@Nullable INDArray input) {
    MemoryWorkspace memory =
        input != null && input.isAttached() ? input.data().getParentWorkspace() : null;
    Long thread = memory == null ? null : memory.getThreadId();
    return thread == null ? -1 : thread;
  }

  private static List<Thread> readers() {
    return LiveThreads.all(thread -> NAMES.contains(thread.getName()));
  }

  /** The first features of the batch that is handed out next. */
  private static @Nullable INDArray features(@Nullable Object queue) {
    Object batch = queue instanceof Queue<?> batches ? batches.peek() : null;
    if (batch instanceof DataSet one) {
      return one.getFeatures();
    }
    return batch instanceof MultiDataSet several && several.numFeatureArrays() > 0
        ? several.getFeatures(0)
        : null;
  }

  /** What a thread reads: the iterator of the program, of which each epoch may make an adapter. */
  private static @Nullable Object iterator(Thread reader) {
    Object read = field(reader, "iterator");
    Object adapted = read == null ? null : field(read, "iter");
    return adapted == null ? read : adapted;
  }

  /** Null where the framework has no such field, or Java lets nobody see it. */
  private static @Nullable Object field(Object owner, String name) {
    try {
      Field field = owner.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(owner);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** It gives back what it holds. */
  private static void end(Thread reader) {
    reader.interrupt();
    try {
      reader.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A batch that is to come, and the iterator that it was read from. */
  private record Coming(WeakReference<INDArray> features, WeakReference<Object> iterator) {}
}
