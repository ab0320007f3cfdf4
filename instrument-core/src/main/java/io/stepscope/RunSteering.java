package io.stepscope;

import io.stepscope.RunOpening.OpenRun;
import io.stepscope.control.ControlPoints;
import io.stepscope.control.ControlRecord;
import io.stepscope.control.Steering;
import io.stepscope.control.SteeringHost;
import io.stepscope.event.ControlAction;
import io.stepscope.event.ControlAction.Outcome;
import io.stepscope.folder.ArtifactStore;
import io.stepscope.folder.RunFolder;
import io.stepscope.recorder.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Records what was commanded, and stores checkpoints as artifacts. Thread-safe. */
final class RunSteering implements SteeringHost {

  private final RunFolder folder;
  private final Recorder recorder;

  private RunSteering(RunFolder folder, Recorder recorder) {
    this.folder = folder;
    this.recorder = recorder;
  }

  /** Steers a run that is recorded; of several ranks, the first. */
  static Steering of(OpenRun open, Recorder recorder, int rank, long beganMicros) {
    RunSteering host = new RunSteering(open.folder(), recorder);
    return open.journal() == null || rank != 0
        ? Steering.off(host)
        : Steering.by(open.folder().control(), beganMicros, host);
  }

  @Override
  public void record(ControlRecord done) {
    recorder.control(
        done.step(),
        stamp ->
            new ControlAction(
                stamp,
                done.id(),
                done.action(),
                done.target(),
                done.oldValue(),
                done.newValue(),
                done.applied() ? Outcome.APPLIED : Outcome.REFUSED,
                done.message()));
  }

  /**
   * The model is written beside the artifacts and then stored under its digest, so that a
   * checkpoint that was cut off is none.
   */
  @Override
  public String checkpoint(long step, ControlPoints points) throws Exception {
    Path draft = Files.createTempDirectory(folder.root(), ".checkpoint-");
    try {
      points.checkpoint(draft);
      List<Path> files = filesIn(draft);
      if (files.isEmpty()) {
        throw new IOException("the framework wrote no file");
      }
      for (Path file : files) {
        ArtifactStore.Stored stored = new ArtifactStore(folder).store(file);
        recorder.artifact(name(step, draft, file), "checkpoint", stored.sha256(), stored.bytes());
      }
      String more = files.size() == 1 ? "" : " and " + (files.size() - 1) + " more";
      return "stored as artifact " + name(step, draft, files.get(0)) + more;
    } finally {
      remove(draft);
    }
  }

  @Override
  public void failure(String where, Throwable cause) {
    recorder.failure(where, cause);
  }

  @Override
  public void notice(String kind, String line) {
    recorder.notices().once(kind, line);
  }

  private static String name(long step, Path draft, Path file) {
    return "checkpoints/step-" + step + "/" + draft.relativize(file).toString().replace('\\', '/');
  }

  private static List<Path> filesIn(Path draft) throws IOException {
    try (Stream<Path> all = Files.walk(draft)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void remove(Path draft) throws IOException {
    try (Stream<Path> all = Files.walk(draft)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
