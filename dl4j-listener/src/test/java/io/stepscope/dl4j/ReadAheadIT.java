package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.Run;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A stop ends the thread that read ahead for the training that is stopped, and no other. */
class ReadAheadIT {

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void othersReadOnWhenATrainingThatReadsItselfIsStopped(Kind kind) {
    List<DataSet> singles = new ArrayList<>();
    Digits.batches(4).forEach(batch -> singles.addAll(batch.asList()));
    stopAndLeaveOthersAlone(kind, new ListDataSetIterator<>(singles, 8));
  }

  @ParameterizedTest
  @EnumSource
  void othersReadOnWhenATrainingWithAReaderIsStopped(Kind kind) {
    stopAndLeaveOthersAlone(kind, new ReadAheadBatches(Digits.batches(10)));
  }

  private void stopAndLeaveOthersAlone(Kind kind, DataSetIterator batches) {
    Other other = new Other();
    try (Run run = Networks.run(dir)) {
      Model model = kind.network();
      model.setListeners(other, new StepscopeListener(run), new Stopping(run));
      assertThatThrownBy(() -> kind.fit(model, batches, Integer.MAX_VALUE))
          .isInstanceOf(TrainingStoppedException.class);
      assertThat(other.read()).as("batches that another reads").isEqualTo(20);
      assertThat(run.recorder().failures()).isEmpty();
    }
    long end = System.nanoTime() + 10_000_000_000L;
    while (!LiveThreads.all(thread -> thread.getName().contains("prefetch")).isEmpty()) {
      assertThat(System.nanoTime()).as("the end of all readers").isLessThan(end);
      Thread.yield();
    }
  }

  /** What a thread of the framework reads ahead. */
  private static final class ReadAheadBatches extends ExistingDataSetIterator {
    private static final long serialVersionUID = 1;

    ReadAheadBatches(List<DataSet> batches) {
      super(batches);
    }

    @Override
    public boolean asyncSupported() {
      return true;
    }
  }

  /** Begins to read something else when an epoch begins, and so has the youngest reader. */
  private static final class Other extends BaseTrainingListener {
    private @Nullable AsyncDataSetIterator reader;

    @Override
    public void onEpochStart(Model model) {
      if (reader == null) {
        reader = new AsyncDataSetIterator(Digits.iterator(20), 2);
      }
    }

    int read() {
      AsyncDataSetIterator batches = reader;
      int count = 0;
      while (batches != null && batches.hasNext()) {
        batches.next();
        count++;
      }
      return count;
    }
  }

  /** Has the training stopped in its sixth step, as another process would. */
  private static final class Stopping extends BaseTrainingListener {
    private final Run run;
    private int steps;

    Stopping(Run run) {
      this.run = run;
    }

    @Override
    public void onGradientCalculation(Model model) {
      if (steps++ == 5) {
        try {
          CommandSender.open(new RunFolder(run.folder()).control())
              .send(Action.STOP, "", 0, Duration.ofSeconds(10));
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
