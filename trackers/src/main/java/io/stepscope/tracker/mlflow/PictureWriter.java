package io.stepscope.tracker.mlflow;

import io.stepscope.event.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Puts pictures where MLflow's UI looks for those that change from step to step. The small one,
 * which the UI shows first, is the same picture: browsers go by the contents, not by the name.
 */
final class PictureWriter {
  private final LogBatch batch;
  private final Artifacts artifacts;
  private final RunState state;

  PictureWriter(LogBatch batch, Artifacts artifacts, RunState state) {
    this.batch = batch;
    this.artifacts = artifacts;
    this.state = state;
  }

  void write(Stamp stamp, String name, byte[] png) throws UndeliveredException {
    String key = ArtifactPaths.ofSeries(SeriesKeys.ranked(stamp, name));
    String stem =
        state.imageNames.stem(key, state.stepOf(stamp), stamp.timeMicros() / 1_000, uuid(stamp));
    artifacts.put(ImageNames.picture(stem), png);
    artifacts.put(state.imageNames.thumbnail(stem), png);
    if (!state.imagesLogged) {
      batch.tag("mlflow.loggedImages", "True");
      state.imagesLogged = true;
    }
  }

  /** The same for the same event. */
  private static String uuid(Stamp stamp) {
    String event =
        stamp.run() + '/' + stamp.rank() + '/' + stamp.sequence() + '/' + stamp.timeMicros();
    return UUID.nameUUIDFromBytes(event.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
