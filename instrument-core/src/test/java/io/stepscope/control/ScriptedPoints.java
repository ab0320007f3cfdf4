package io.stepscope.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Points that note what is done to them. */
final class ScriptedPoints implements ControlPoints {

  final List<String> done = new CopyOnWriteArrayList<>();
  final Set<Point> refused = EnumSet.noneOf(Point.class);
  boolean fails;
  double rate = 0.1f;

  @Override
  public String refusal(Point point) {
    return refused.contains(point) ? "there is no " + point : "";
  }

  @Override
  public double learningRate() {
    return rate;
  }

  @Override
  public void learningRate(double newRate) {
    done.add("rate " + newRate);
    rate = newRate;
  }

  @Override
  public void reset() {
    if (fails) {
      throw new IllegalStateException("no weights\nat all");
    }
    done.add("reset");
  }

  @Override
  public void checkpoint(Path folder) throws IOException {
    Files.writeString(folder.resolve("weights"), "w");
    done.add("checkpoint");
  }

  @Override
  public RuntimeException stop(String reason) {
    return new Stopped(reason);
  }

  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped(String reason) {
      super(reason);
    }
  }
}
