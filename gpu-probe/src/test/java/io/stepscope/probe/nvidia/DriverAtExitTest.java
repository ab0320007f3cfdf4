package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.probe.DeviceTimer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of the driver while a process exits, which by then cleans up by itself. */
class DriverAtExitTest {

  @BeforeEach
  void stubs() throws Exception {
    StubCompiler.cuda(); // Skips where none can be made.
  }

  @Test
  void whatARunHoldsWhenTheProcessExitsIsLeftToTheDriver() throws Exception {
    List<String> printed = exit("held");
    assertThat(printed).contains("closed").doesNotContain("wrong");
    assertThat(printed)
        .noneMatch(line -> line.matches("cu.*(Free|Unload|Destroy|Release|Alloc|Load).*"));
  }

  @Test
  void aProcessThatExitsWaitsForWhatIsInTheDriver() throws Exception {
    List<String> printed = exit("freeing");
    assertThat(printed).contains("freed");
  }

  private static List<String> exit(String how) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Exiting.class.getName(),
                how)
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed.lines().toList();
  }

  /** A program with statistics and marks, which exits. */
  static final class Exiting {
    private Exiting() {}

    public static void main(String[] how) throws Exception {
      StubDevice device = StubDevice.open();
      device.statistics();
      DeviceTimer timer = device.accelerator().timer().orElseThrow();
      timer.mark(0).close();
      StubDevice.until("it is ready", StubDevice::isQuiet);
      device.cuda.forgetCalls();
      Runnable end = how[0].equals("held") ? () -> held(device) : () -> freeing(device);
      Runtime.getRuntime().addShutdownHook(new Thread(end));
      if (how[0].equals("freeing")) {
        device.answer("block cuMemFree_v2");
        device.provider.close();
        StubDevice.until(() -> device.count("cuMemFree_v2") > 0);
      }
    }

    private static void held(StubDevice device) {
      try {
        device.provider.close();
        StubDevice.until("nothing is freed", StubDevice::isQuiet);
        device.functions().forEach(System.out::println);
        System.out.println("closed");
      } catch (Exception e) {
        System.out.println("wrong: " + e);
      }
    }

    private static boolean waits() {
      return Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("stepscope-gpu-exit"));
    }

    /** The driver goes on only when the process exits already. */
    private static void freeing(StubDevice device) {
      try {
        StubDevice.until("the process waits", Exiting::waits);
        device.answer();
        StubDevice.until("until it is done", () -> !waits());
        System.out.println(device.count("cuMemFreeHost") == 1 ? "freed" : "wrong");
      } catch (Exception e) {
        System.out.println("wrong: " + e);
      }
    }
  }
}
