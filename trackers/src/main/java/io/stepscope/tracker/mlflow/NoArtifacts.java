package io.stepscope.tracker.mlflow;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place for files that cannot be reached from here. */
record NoArtifacts(String reason) implements Artifacts {

  @Override
  public void put(String path, byte[] bytes) throws UndeliveredException {
    throw UndeliveredException.retry(reason);
  }

  @Override
  public void put(String path, Path file) throws UndeliveredException {
    throw UndeliveredException.retry(reason);
  }

  @Override
  public byte @Nullable [] get(String path) {
    return null;
  }

  @Override
  public String unavailable() {
    return reason;
  }
}
