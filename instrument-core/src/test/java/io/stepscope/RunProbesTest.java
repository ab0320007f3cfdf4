package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.configuration.Surroundings;
import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalReader;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceKind;
import io.stepscope.probe.Readings;
import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunProbesTest {
  @TempDir private Path dir;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Chip chip = new Chip();

  @Test
  void anAcceleratorOfTheProgramIsMeasuredUntilTheEnd() throws Exception {
    Path folder;
    try (Run run = builder().start()) {
      folder = run.folder();
      run.accelerators(chip);
      assertThat(chip.looked.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(chip.closed.await(30, TimeUnit.SECONDS)).isTrue();

    List<Event> events = events(folder);
    assertThat(events)
        .filteredOn(Scalar.class::isInstance)
        .extracting(event -> ((Scalar) event).name())
        .contains("npu/0/utilization");
    assertThat(events.get(events.size() - 1)).isInstanceOf(RunEnded.class);
  }

  @Test
  void adaptersFindAnOpenAcceleratorByItsSeriesAndByItsAliases() throws Exception {
    Run run = builder().start();
    try (run) {
      assertThat(run.accelerator("npu/0")).isEmpty();
      run.accelerators(chip);
      assertThat(chip.looked.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(run.accelerator("npu/0")).containsSame(chip);
      assertThat(run.accelerator("cpu/0")).containsSame(chip);
      assertThat(run.accelerator("npu/1")).isEmpty();
    }
    assertThat(run.accelerator("npu/0")).isEmpty();
  }

  @Test
  void whatIsMeasuredAfterTheLastStepIsNoStepOfItsOwn() throws Exception {
    try (Run run = builder().id("r1").start()) {
      run.scalar("train/loss", 4, 1.0);
      run.stepComplete(4);
      run.recorder().params(Params.Group.ENVIRONMENT, Map.of("probe.fan", "files"));
      run.recorder().measured(Map.of("system/load/1m", 1.0, "fan/rpm", 900.0, "npu/0/power", 5.0));
    }
    try (Run run = builder().id("r1").resume(true).start()) {
      assertThat(run.nextStep()).isEqualTo(5);
    }
    assertThat(events(dir.resolve("r1")))
        .filteredOn(event -> event instanceof Scalar scalar && scalar.name().equals("fan/rpm"))
        .singleElement()
        .satisfies(event -> assertThat(event.stamp().step()).isEqualTo(5));
  }

  @Test
  void nothingIsMeasuredWhenProbesAreOff() throws Exception {
    Path folder;
    try (Run run = builder().set("probes", "off").start()) {
      folder = run.folder();
      run.accelerators(chip);
    }
    assertThat(chip.looked.getCount()).isEqualTo(1);
    assertThat(events(folder)).noneMatch(Scalar.class::isInstance);
  }

  @Test
  void saysThatNobodyIsThereToMeasureWhatTheConfigurationNames() throws Exception {
    try (Run run = builder().set("probes.file.fan.rpm", "/sys/class/hwmon/*/fan1_input").start()) {
      run.accelerators(chip);
      // Opened after those of the class path, of which there are none here.
      assertThat(chip.looked.await(30, TimeUnit.SECONDS)).isTrue();
      while (said.stream().noneMatch(line -> line.contains("probes.file.fan.rpm"))) {
        Thread.onSpinWait();
      }
    }
    assertThat(said)
        .filteredOn(line -> line.contains("probes."))
        .singleElement()
        .asString()
        .contains("stepscope-gpu-probe is not on the class path");
  }

  private RunBuilder builder() {
    return Run.builder()
        .surroundings(new Surroundings(Map.of(), Map.of(), dir))
        .notices(new Notices(said::add))
        .dir(dir)
        .set("console", "off")
        .set("trackers", "");
  }

  private static List<Event> events(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(folder).journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  private static final class Chip implements AcceleratorProvider, Accelerator {
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Availability availability() {
      return Availability.yes();
    }

    @Override
    public String id() {
      return "chips";
    }

    @Override
    public List<Accelerator> devices() {
      return List.of(this);
    }

    @Override
    public Set<String> aliases() {
      return Set.of("cpu/0");
    }

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("npu-1", DeviceKind.NPU, "a chip", -1, Map.of("vendor", "nobody"));
    }

    @Override
    public void look(Readings out) {
      out.put("utilization", 0.5);
      looked.countDown();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
