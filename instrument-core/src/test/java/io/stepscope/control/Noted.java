package io.stepscope.control;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that notes what it is told. */
final class Noted implements SteeringHost {

  final List<ControlRecord> records = new CopyOnWriteArrayList<>();
  final List<String> notices = new CopyOnWriteArrayList<>();
  final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public void record(ControlRecord record) {
    records.add(record);
  }

  @Override
  public String checkpoint(long step, ControlPoints points) throws Exception {
    Path folder = Files.createTempDirectory("checkpoint");
    points.checkpoint(folder);
    Files.delete(folder.resolve("weights"));
    Files.delete(folder);
    return "stored step " + step;
  }

  @Override
  public void failure(String where, Throwable cause) {
    failures.add(where + ": " + cause);
  }

  @Override
  public void notice(String kind, String line) {
    notices.add(line);
  }
}
