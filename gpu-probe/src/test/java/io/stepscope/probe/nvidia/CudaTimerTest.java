package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.DeviceTimer.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times by CUDA events, whose times a stub tells. */
class CudaTimerTest {
  private static final long STREAM = 7;

  private StubLibrary cuda;
  private NvidiaProvider provider;
  private DeviceTimer timer;

  @BeforeEach
  void open() throws Exception {
    cuda = CudaStub.script("devices 1");
    provider =
        new NvidiaProvider(
            new NvidiaProvider.Names("libstepscope-no-such.so.1", cuda.path()), null);
    assertThat(provider.availability().available()).isTrue();
    timer = provider.devices().get(0).timer().orElseThrow();
    cuda.forgetCalls();
  }

  @AfterEach
  void close() throws Exception {
    provider.close();
    CudaCalls calls = JCudaLibrary.load();
    int code = 0;
    while (code == 0) { // Of marks that were not given back.
      code = calls.releasePrimaryContext(0);
    }
  }

  @Test
  void aSpanIsTheTimeOnTheDeviceBetweenTwoMarksOfAStream() throws Exception {
    cuda.script("devices 1", "values cuEventRecord:7 10 | 35.5 | 36");
    StubContext.with(
        () -> {
          Mark first = timer.mark(STREAM);
          Mark second = timer.mark(STREAM);
          Mark third = timer.mark(STREAM);
          assertThat(timer.nanosBetween(first, second)).hasValue(25_500_000);
          assertThat(timer.nanosBetween(second, third)).hasValue(500_000);
          assertThat(timer.nanosBetween(first, third)).hasValue(26_000_000);
          for (Mark mark : List.of(first, second, third)) {
            mark.close();
          }
          assertThat(timer.nanosBetween(first, second)).as("given back").isEmpty();
        });
    assertThat(arguments("cuEventRecord")).containsExactly(STREAM, STREAM, STREAM);
    assertThat(functions()).noneMatch(function -> function.contains("Synchronize"));
  }

  @Test
  void aSpanIsEmptyUntilTheDeviceIsThereAndNobodyWaits() throws Exception {
    cuda.script("devices 1", "values cuEventRecord:0 1 | 3", "rc cuEventQuery 600");
    StubContext.with(
        () -> {
          Mark from = timer.mark(0);
          Mark to = timer.mark(0);
          assertThat(timer.nanosBetween(from, to)).isEmpty();
          cuda.script("devices 1");
          assertThat(timer.nanosBetween(from, to)).hasValue(2_000_000);
        });
  }

  @Test
  void spansAreReadOnAThreadThatHasNoContextAndGetsNone() throws Exception {
    cuda.script("devices 1", "values cuEventRecord:7 10 | 12");
    StubContext.with(
        () -> {
          Mark from = timer.mark(STREAM);
          Mark to = timer.mark(STREAM);
          cuda.forgetCalls();
          FutureTask<OptionalLong> reading = new FutureTask<>(() -> timer.nanosBetween(from, to));
          Thread reader = new Thread(reading);
          reader.start();
          assertThat(reading.get()).hasValue(2_000_000);
          reader.join();
        });
    List<String> calls = functions();
    assertThat(calls.subList(0, calls.lastIndexOf("cuCtxSetCurrent") + 1))
        .filteredOn(function -> !function.equals("cuDeviceGet"))
        .startsWith(
            "cuCtxGetCurrent",
            "cuDevicePrimaryCtxGetState",
            "cuDevicePrimaryCtxRetain",
            "cuDevicePrimaryCtxRelease_v2",
            "cuCtxGetCurrent",
            "cuCtxSetCurrent",
            "cuThreadExchangeStreamCaptureMode",
            "cuEventQuery",
            "cuEventQuery",
            "cuEventElapsedTime",
            "cuThreadExchangeStreamCaptureMode",
            "cuCtxSetCurrent");
  }

  @Test
  void nothingIsPutIntoAStreamThatIsBeingCaptured() throws Exception {
    cuda.script("devices 1", "values cuStreamIsCapturing:7 1");
    StubContext.with(
        () -> {
          try (Mark from = timer.mark(STREAM);
              Mark to = timer.mark(0)) {
            assertThat(from.isReachable()).isFalse();
            assertThat(to.isReachable()).isTrue();
            assertThat(timer.nanosBetween(from, to)).isEmpty();
          }
        });
    assertThat(arguments("cuEventRecord")).containsExactly(0L);
  }

  @Test
  void aThreadWithoutAContextHasMarksThatAreNowhere() {
    try (Mark from = timer.mark(0);
        Mark to = timer.mark(0)) {
      assertThat(timer.nanosBetween(from, to)).isEmpty();
    }
  }

  @Test
  void marksAreOfTheDeviceWhicheverTheThreadWorksWith() throws Exception {
    provider.close();
    cuda.script("devices 2", "values cuEventRecord:0 10 | 12 | 15 | 19");
    provider =
        new NvidiaProvider(
            new NvidiaProvider.Names("libstepscope-no-such.so.1", cuda.path()), null);
    assertThat(provider.availability().available()).isTrue();
    DeviceTimer first = provider.devices().get(0).timer().orElseThrow();
    DeviceTimer second = provider.devices().get(1).timer().orElseThrow();
    CudaCalls calls = JCudaLibrary.load();
    StubContext.with(
        () -> {
          Object[] before = new Object[1];
          calls.current(before);
          assertThat(second.mark(0).isReachable()).as("nobody works with it yet").isFalse();
          Object[] other = new Object[1];
          calls.retainPrimaryContext(1, other);
          try (Mark a = first.mark(0);
              Mark b = second.mark(0);
              Mark c = second.mark(0);
              Mark d = first.mark(0)) {
            // The stub refuses events of another context than the thread's.
            assertThat(List.of(a, b, c, d)).allMatch(Mark::isReachable);
            assertThat(first.nanosBetween(a, d)).hasValue(9_000_000);
            assertThat(second.nanosBetween(b, c)).hasValue(3_000_000);
          }
          Object[] after = new Object[1];
          calls.current(after);
          assertThat(after).isEqualTo(before);
          calls.releasePrimaryContext(1);
        });
  }

  @Test
  void eventsAreReused() throws Exception {
    StubContext.with(
        () -> {
          for (int i = 0; i < 50; i++) {
            try (Mark from = timer.mark(0);
                Mark to = timer.mark(0)) {
              assertThat(timer.nanosBetween(from, to)).isPresent();
            }
          }
          assertThat(arguments("cuEventCreate")).hasSize(2);
          provider.close();
          assertThat(arguments("cuEventDestroy_v2")).hasSize(2);
          assertThat(arguments("cuEventRecord")).hasSize(100);
          try (Mark late = timer.mark(0)) {
            assertThat(timer.nanosBetween(late, late)).isEmpty();
          }
          assertThat(arguments("cuEventRecord")).hasSize(100);
        });
  }

  @Test
  void anEventThatCannotBeRecordedAnyMoreIsReplaced() throws Exception {
    StubContext.with(
        () -> {
          timer.mark(0).close();
          cuda.script("devices 1", "rc cuEventRecord 400");
          timer.mark(0).close();
          assertThat(arguments("cuEventDestroy_v2")).as("the new one alone").hasSize(1);
          cuda.script("devices 1");
          try (Mark from = timer.mark(0);
              Mark to = timer.mark(0)) {
            assertThat(timer.nanosBetween(from, to)).isPresent();
          }
        });
  }

  @Test
  void marksThatNobodyGivesBackAreBounded() throws Exception {
    StubContext.with(
        () -> {
          List<Mark> kept = new ArrayList<>();
          for (int i = 0; i < 4_200; i++) {
            kept.add(timer.mark(0));
          }
          assertThat(arguments("cuEventCreate")).hasSize(4_096);
          for (Mark mark : kept) {
            mark.close();
          }
          provider.close();
          assertThat(arguments("cuEventDestroy_v2")).hasSize(4_096);
        });
  }

  @Test
  void theContextIsKeptFromTheFirstMarkToTheEnd() throws Exception {
    CudaStub.withContext(() -> timer.mark(0).close());
    assertThat(arguments("cuDevicePrimaryCtxRetain")).hasSize(2);
    assertThat(arguments("cuDevicePrimaryCtxRelease_v2")).hasSize(1);
    provider.close();
    assertThat(functions())
        .endsWith("cuCtxSetCurrent", "cuDeviceGet", "cuDevicePrimaryCtxRelease_v2");
    assertThat(arguments("cuDevicePrimaryCtxRelease_v2"))
        .hasSameSizeAs(arguments("cuDevicePrimaryCtxRetain"));
  }

  @Test
  void nothingIsAskedOfEventsWhoseContextIsGone() throws Exception {
    CudaStub.withContext(
        () -> {
          Mark from = timer.mark(0);
          Mark to = timer.mark(0);
          timer.mark(0).close();
          cuda.script("devices 1", "renew 1");
          CudaStub.withContext(
              () -> {
                cuda.forgetCalls();
                assertThat(timer.nanosBetween(from, to)).isEmpty();
                from.close();
                assertThat(functions()).noneMatch(function -> function.startsWith("cuEvent"));
                try (Mark next = timer.mark(0)) {
                  assertThat(next.isReachable()).isTrue();
                  assertThat(timer.nanosBetween(to, next)).isEmpty();
                  assertThat(timer.nanosBetween(next, next)).isPresent();
                }
              });
          to.close();
          provider.close();
          assertThat(arguments("cuEventDestroy_v2")).as("the one of the new context").hasSize(1);
        });
  }

  private List<Long> arguments(String function) throws Exception {
    return cuda.calls().stream()
        .filter(call -> call.function().equals(function))
        .map(StubLibrary.Call::argument)
        .toList();
  }

  private List<String> functions() throws Exception {
    return cuda.calls().stream().map(StubLibrary.Call::function).toList();
  }
}
