package io.stepscope.memory;

import io.stepscope.folder.RunFolder;
import io.stepscope.recorder.MemoryReserve;
import io.stepscope.recorder.Recorder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one run knows of memory, and tells when it ran out: the last samples, the largest tensors,
 * and who holds memory in the framework.
 *
 * <p>Thread-safe; throws nothing, waits for nobody, and holds no array of the program's.
 */
public final class MemoryAccount {

  /** A program that tries how much fits runs out of memory often; so many times are told. */
  private static final int MOST = 3;

  private final Recorder recorder;
  private final RunFolder folder;
  private final MemoryTimeline timeline = new MemoryTimeline();
  private final KnownTensors tensors = new KnownTensors();
  private final List<MemoryHolders> holders = new CopyOnWriteArrayList<>();
  private final AtomicBoolean telling = new AtomicBoolean();
  private volatile Runnable afterwards = () -> {};
  private int told; // guarded by telling
  private WeakReference<@Nullable Throwable> last = new WeakReference<>(null); // the same
  private long lastStep; // the same

  /** Tells into {@code recorder} and, as a file, into {@code folder}. */
  public MemoryAccount(Recorder recorder, RunFolder folder) {
    this.recorder = recorder;
    this.folder = folder;
    MemoryReserve.keep();
    recorder.onMeasured(this::measured);
  }

  /** What is done when it was told that memory ran out: soon, and waiting for nobody. */
  public void afterwards(Runnable what) {
    afterwards = what;
  }

  /** Takes the tensors of the training. */
  public KnownTensors tensors() {
    return tensors;
  }

  /**
   * Asks {@code source}, too, when memory ran out.
   *
   * @return asks it no longer
   */
  public Runnable ask(MemoryHolders source) {
    holders.add(source);
    return () -> holders.remove(source);
  }

  private void measured(long step, long timeMicros, Map<String, Double> readings) {
    timeline.add(step, timeMicros, readings);
    MemoryReserve.keep();
  }

  /**
   * Records what is known if {@code thrown} or a cause of it says that memory ran out; of one
   * exception that passes several places, once. To be called where it passes first, while what is
   * being calculated is still there.
   *
   * @return whether it says so
   */
  public boolean ranOut(Throwable thrown) {
    Throwable shortage = MemoryShortage.in(thrown);
    if (shortage == null) {
      return false;
    }
    if (telling.compareAndSet(false, true)) {
      try {
        tellOnce(shortage);
      } catch (Throwable t) {
        recorder.failure("telling that memory ran out", t);
      } finally {
        telling.set(false);
      }
    }
    return true;
  }

  private void tellOnce(Throwable shortage) {
    long step = recorder.currentStep();
    boolean same = last.get() == shortage && lastStep == step;
    if (same || told == MOST) {
      return;
    }
    MemoryReserve.release();
    told++;
    last = new WeakReference<>(shortage);
    lastStep = step;
    new MemoryReport(recorder, folder, shortage, step, told, told == MOST)
        .tell(timeline, tensors.all(), count());
    afterwards.run();
  }

  private List<MemoryHolder> count() {
    List<MemoryHolder> all = new ArrayList<>();
    for (MemoryHolders source : holders) {
      try {
        all.addAll(source.count());
      } catch (Throwable t) {
        recorder.failure("counting who holds memory", t);
      }
    }
    return all;
  }
}
