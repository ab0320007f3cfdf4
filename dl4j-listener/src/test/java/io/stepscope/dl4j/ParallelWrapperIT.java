package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Table;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParallelWrapperIT {

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void recordsEachWorkerUnderItsNameAndNothingTwice(Kind kind) throws Exception {
    Scores scores = new Scores();
    Run run = Networks.run(dir);
    try (run) {
      Model model = kind.network();
      model.setListeners(new StepscopeListener(run), scores);
      try (ParallelWrapper wrapper = wrapper(model)) {
        wrapper.fit(Digits.iterator(9));
        wrapper.fit(Digits.iterator(10));
      }
      assertThat(run.memory().ranOut(new OutOfMemoryError("as a test says"))).isTrue();
      Stepscope.finish(model);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    // The second worker has no batch in the last round of the first pass.
    Map<Long, Double> model = recorded.scalars("train/loss");
    Map<Long, Double> worker = recorded.scalars("worker1/train/loss");
    assertThat(model.keySet()).containsExactlyElementsOf(steps(0, 10));
    assertThat(worker).hasSize(9).containsKeys(0L, 3L, 5L, 9L).doesNotContainKey(4L);
    assertThat(model.values()).containsExactlyElementsOf(scores.of("0"));
    assertThat(worker.values()).containsExactlyElementsOf(scores.of("1"));
    for (String name : kind.parameters()) {
      assertThat(recorded.histogram("gradients/" + name, 7).count()).isPositive();
      assertThat(recorded.histogram("worker1/gradients/" + name, 7).count()).isPositive();
      assertThat(recorded.histogram("weights/" + name, 7))
          .as("weights are averaged before each round")
          .satisfies(
              weights ->
                  assertThat(recorded.histogram("worker1/weights/" + name, 7)).isEqualTo(weights));
    }
    assertThat(recorded.completeSteps()).containsExactlyElementsOf(steps(0, 10));
    assertThat(recorded.all(Table.class))
        .filteredOn(table -> table.name().equals("memory/holders"))
        .singleElement()
        .satisfies(
            holders ->
                assertThat(holders.rows())
                    .extracting(row -> row.get(0))
                    .as("who holds memory, each once")
                    .doesNotHaveDuplicates()
                    .contains("JavaCPP"));
  }

  private static Iterable<Long> steps(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static ParallelWrapper wrapper(Model model) {
    ParallelWrapper.Builder<?> builder =
        model instanceof MultiLayerNetwork network
            ? new ParallelWrapper.Builder<>(network)
            : new ParallelWrapper.Builder<>((ComputationGraph) model);
    return builder.workers(2).prefetchBuffer(0).averagingFrequency(1).build();
  }

  /** What each thread of the wrapper saw, in order. */
  private static final class Scores extends BaseTrainingListener {
    private final Map<String, List<Double>> scores = new ConcurrentHashMap<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      String thread = Thread.currentThread().getName();
      scores
          .computeIfAbsent(thread.substring(thread.length() - 1), key -> new ArrayList<>())
          .add(model.score());
    }

    List<Double> of(String worker) {
      return scores.getOrDefault(worker, List.of());
    }
  }
}
