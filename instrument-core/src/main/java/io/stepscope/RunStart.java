package io.stepscope;

import io.stepscope.RunOpening.OpenRun;
import io.stepscope.configuration.ProgressMode;
import io.stepscope.console.ConsoleCapture;
import io.stepscope.console.ConsoleRecording;
import io.stepscope.control.Steering;
import io.stepscope.journal.JournalOptions;
import io.stepscope.memory.MemoryAccount;
import io.stepscope.progress.ProgressLine;
import io.stepscope.progress.Terminal;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.recorder.StandardError;
import io.stepscope.recorder.WallClock;
import io.stepscope.redaction.Redaction;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a run together: folder, journal, recorder, coordinates, forwarding, progress line. */
final class RunStart {

  private final Configuration configuration;
  private final Notices notices;

  RunStart(Configuration configuration, Notices notices) {
    this.configuration = configuration;
    this.notices = notices;
  }

  Run start(@Nullable String id, boolean resume) {
    OpenRun open = open(id, resume);
    WallClock clock = WallClock.system();
    RunSummary summary = new RunSummary(open.folder(), configuration, Clock.systemUTC().instant());
    Redaction redaction = Redaction.of(System.getenv(), Map.of());
    Recorder recorder =
        new Recorder(
            open.journal(),
            open.folder().id(),
            configuration.rank(),
            clock,
            notices,
            redaction,
            summary::add);
    recorder.started(
        configuration.experiment(),
        configuration.name().orElse(open.folder().id()),
        resume,
        Version.ofStepscope());
    recorder.epoch(open.position().epoch());
    Steering steering = RunSteering.of(open, recorder, configuration.rank(), clock.getAsLong());
    RunLifecycle lifecycle =
        new RunLifecycle(
            configuration,
            open,
            recorder,
            clock,
            summary,
            forwarding(open, recorder),
            progressLine(),
            steering);
    lifecycle.begin(
        RunCoordinates.gathering(recorder, configuration, redaction),
        console(open, recorder, redaction));
    MemoryAccount memory = new MemoryAccount(recorder, open.folder());
    lifecycle.onUncaughtException(memory::ranOut);
    RunProbes probes = RunProbes.begin(open, recorder, configuration);
    memory.afterwards(probes::look);
    lifecycle.beforeEnd(probes::end);
    return new Run(open.folder(), recorder, lifecycle, steering, probes, memory);
  }

  private OpenRun open(@Nullable String id, boolean resume) {
    JournalOptions options =
        JournalOptions.defaults().withMaxBytes(configuration.journalMaxBytes());
    OpenRun open =
        configuration.enabled()
            ? new RunOpening(configuration.directory(), id, resume, configuration.rank(), options)
                .open(notices)
            : RunOpening.nothing(configuration.directory());
    if (open.journal() != null) {
      notices.say("recording run " + open.folder().id() + " into " + open.folder().root());
    }
    return open;
  }

  private ConsoleRecording console(OpenRun open, Recorder recorder, Redaction redaction) {
    return open.journal() != null && configuration.console()
        ? ConsoleCapture.record(recorder, redaction)
        : ConsoleRecording.none();
  }

  private RunForwarding forwarding(OpenRun open, Recorder recorder) {
    return open.journal() == null
        ? RunForwarding.none(recorder)
        : RunForwarding.start(open.folder(), configuration, recorder);
  }

  private ProgressLine progressLine() {
    ProgressLine.Style style = style(configuration.progress());
    return new ProgressLine(style, StandardError::print);
  }

  private static ProgressLine.Style style(ProgressMode mode) {
    return switch (mode) {
      case AUTO ->
          Terminal.isStandardErrorInteractive() ? ProgressLine.Style.LIVE : ProgressLine.Style.OFF;
      case PLAIN -> ProgressLine.Style.PLAIN;
      case OFF -> ProgressLine.Style.OFF;
    };
  }
}
