package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.ProcessExit.End;
import io.stepscope.event.RunStatus;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProcessExitTest {

  private static final StackTraceElement[] EXITING = {
    new StackTraceElement("java.lang.Object", "wait", null, 1),
    new StackTraceElement("java.lang.Shutdown", "exit", null, 1)
  };
  private static final StackTraceElement[] WAITING = {
    new StackTraceElement("java.lang.Object", "wait", null, 1)
  };

  @Test
  void aProgramThatComesToItsEndEndsAsItsTrainingDid() {
    assertThat(ProcessExit.of(RunStatus.FINISHED, OptionalInt.empty(), Map.of()))
        .isEqualTo(new End(RunStatus.FINISHED, ""));
    assertThat(ProcessExit.of(RunStatus.STOPPED, OptionalInt.of(0), Map.of()))
        .isEqualTo(new End(RunStatus.STOPPED, "the process exited before the run was ended"));
  }

  @Test
  void anExitCodeTellsOfAFailure() {
    assertThat(ProcessExit.of(RunStatus.FINISHED, OptionalInt.of(3), Map.of()))
        .isEqualTo(new End(RunStatus.FAILED, "the process exited with code 3"));
  }

  @Test
  void aSignalIsKnownByItsHandler() {
    assertThat(
            ProcessExit.of(
                RunStatus.FINISHED,
                OptionalInt.empty(),
                Map.of(thread("SIGTERM handler"), EXITING)))
        .isEqualTo(new End(RunStatus.STOPPED, "the process was ended by SIGTERM"));
    assertThat(
            ProcessExit.of(
                RunStatus.FINISHED,
                OptionalInt.empty(),
                Map.of(thread("SIGHUP handler"), WAITING, thread("main"), EXITING)))
        .isEqualTo(new End(RunStatus.FINISHED, ""));
  }

  private static Thread thread(String name) {
    return new Thread(() -> {}, name);
  }
}
