package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import io.stepscope.journal.JournalReader;
import io.stepscope.probe.Accelerator;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CUDA events tell of the steps of a training is in its run; a stub tells it. */
class StepTimesTest {
  private static final long STREAM = 7;
  private static final int STEPS = 4;
  private static final int MARKS = 6;

  @TempDir Path dir;

  private StubLibrary cuda;
  private NvidiaProvider provider;
  private Accelerator device;

  @BeforeEach
  void open() throws Exception {
    cuda = CudaStub.script("devices 1");
    provider =
        new NvidiaProvider(
            new NvidiaProvider.Names("libstepscope-no-such.so.1", cuda.path()), null);
    assertThat(provider.availability().available()).isTrue();
    device = provider.devices().get(0);
    cuda.forgetCalls();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void areThoseBetweenTheEventsOfEachStep() throws Exception {
    String times =
        IntStream.range(0, STEPS * MARKS)
            .mapToObj(mark -> String.format(Locale.ROOT, "%.2f", millis(mark)))
            .collect(Collectors.joining(" | "));
    cuda.script("devices 1", "values cuEventRecord:7 " + times);
    Path folder = train();
    Map<Long, Map<String, Long>> recorded = deviceTimes(folder);
    assertThat(recorded).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      int first = step * MARKS;
      assertThat(recorded.get((long) step))
          .containsOnly(
              Map.entry("time/forward/device", nanos(first, first + 1)),
              Map.entry("time/backward/device", nanos(first + 2, first + 3)),
              Map.entry("time/update/device", nanos(first + 4, first + 5)),
              Map.entry("time/step/device", nanos(Math.max(0, first - 1), first + 5)));
    }
    assertThat(completeSteps(folder)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(functions()).noneMatch(function -> function.contains("Synchronize"));
    provider.close();
    assertThat(count("cuEventDestroy_v2")).isPositive().isEqualTo(count("cuEventCreate"));
  }

  @Test
  void areLeftOutWhileTheStreamIsCaptured() throws Exception {
    cuda.script("devices 1", "values cuStreamIsCapturing:7 1");
    Path folder = train();
    assertThat(count("cuEventRecord")).isZero();
    assertThat(count("cuStreamIsCapturing")).isEqualTo(STEPS * MARKS);
    assertThat(deviceTimes(folder)).isEmpty();
    assertThat(completeSteps(folder)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(all(folder, Scalar.class))
        .noneMatch(scalar -> scalar.name().equals("stepscope/device_results_missed"));
  }

  private Path train() throws Exception {
    Run run =
        Run.builder()
            .dir(dir)
            .set("trackers", "")
            .set("probes", "off")
            .set("progress", "off")
            .start();
    try (run) {
      TrainingSession session = new TrainingSession(run.recorder(), OverheadGovernor.off());
      session.timedOn(
          name -> name.equals("gpu/0") ? Optional.of(device) : Optional.empty(),
          name -> STREAM,
          1e9);
      StubContext.with(
          () -> {
            for (int step = 0; step < STEPS; step++) {
              for (Phase phase : List.of(Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE)) {
                session.deviceBegins("gpu/0", phase);
                session.deviceEnds("gpu/0");
              }
              session.gradientsDone();
              session.stepDone(System.nanoTime());
            }
            session.end();
          });
      assertThat(run.recorder().failures()).isEmpty();
    }
    return run.folder();
  }

  private static double millis(int mark) {
    return 0.25 * mark * mark;
  }

  private static long nanos(int from, int to) {
    return Math.round((float) (millis(to) - millis(from)) * 1e6);
  }

  private static Map<Long, Map<String, Long>> deviceTimes(Path folder) throws IOException {
    Map<Long, Map<String, Long>> found = new TreeMap<>();
    for (Timing timing : all(folder, Timing.class)) {
      if (timing.name().endsWith("/device")) {
        found
            .computeIfAbsent(timing.stamp().step(), step -> new TreeMap<>())
            .put(timing.name(), timing.nanos());
      }
    }
    return found;
  }

  private static List<Long> completeSteps(Path folder) throws IOException {
    return all(folder, StepComplete.class).stream().map(event -> event.stamp().step()).toList();
  }

  private static <E> List<E> all(Path folder, Class<E> type) throws IOException {
    List<E> found = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder.resolve("journal").resolve("0"))) {
      reader.readAll(
          event -> {
            if (type.isInstance(event)) {
              found.add(type.cast(event));
            }
          });
    }
    return found;
  }

  private long count(String function) throws Exception {
    return functions().stream().filter(function::equals).count();
  }

  private List<String> functions() throws Exception {
    return cuda.calls().stream().map(StubLibrary.Call::function).toList();
  }
}
