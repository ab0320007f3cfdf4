package io.stepscope.tracker.mlflow;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Puts files unless they were the last that was put there within the same batch. */
record RememberingArtifacts(Artifacts artifacts, Acknowledged acknowledged) implements Artifacts {

  @Override
  public void put(String path, byte[] bytes) throws UndeliveredException {
    if (!acknowledged.has(path, bytes)) {
      artifacts.put(path, bytes);
      acknowledged.took(path, bytes);
    }
  }

  @Override
  public void put(String path, Path file) throws UndeliveredException {
    // Files of a run are named by what they hold.
    byte[] name = RunWriter.utf8(file.toString());
    if (!acknowledged.has(path, name)) {
      artifacts.put(path, file);
      acknowledged.took(path, name);
    }
  }

  @Override
  public byte @Nullable [] get(String path) throws UndeliveredException {
    return artifacts.get(path);
  }

  @Override
  public @Nullable String unavailable() {
    return artifacts.unavailable();
  }
}
