package io.stepscope.progress;

import java.time.Duration;
import java.util.Locale;

/** The words of the progress line. Not thread-safe: it remembers the recent speed. */
final class ProgressText {

  /** Weight of the newest speed; older ones fade within about ten renderings. */
  private static final double WEIGHT = 0.2;

  private long lastStep = -1;
  private long lastNanos;
  private double stepsPerSecond = Double.NaN;

  String line(Progress now) {
    measure(now);
    StringBuilder line = new StringBuilder("stepscope: ");
    if (now.epoch() >= 0) {
      line.append("epoch ").append(now.epoch() + 1);
      if (now.epochs() > 0) {
        line.append('/').append(now.epochs());
      }
      line.append(" · ");
    }
    line.append("step ").append(now.step());
    if (now.steps() > 0) {
      line.append('/').append(now.steps());
    }
    if (!Double.isNaN(now.loss())) {
      line.append(String.format(Locale.ROOT, " · loss %.4g", now.loss()));
    }
    if (!Double.isNaN(stepsPerSecond)) {
      line.append(
          String.format(
              Locale.ROOT,
              stepsPerSecond < 10 ? " · %.2f steps/s" : " · %.0f steps/s",
              stepsPerSecond));
      if (now.steps() > now.step() && stepsPerSecond > 0) {
        line.append(" · ")
            .append(
                words(
                    Duration.ofSeconds(
                        (long) Math.ceil((now.steps() - now.step()) / stepsPerSecond))))
            .append(" left");
      }
    }
    return line.toString();
  }

  private void measure(Progress now) {
    if (lastStep >= 0 && now.step() > lastStep && now.nanoTime() > lastNanos) {
      double speed = (now.step() - lastStep) * 1e9 / (now.nanoTime() - lastNanos);
      stepsPerSecond =
          Double.isNaN(stepsPerSecond) ? speed : stepsPerSecond + WEIGHT * (speed - stepsPerSecond);
    }
    if (now.step() > lastStep) {
      lastStep = now.step();
      lastNanos = now.nanoTime();
    }
  }

  private static String words(Duration left) {
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    if (left.toMinutes() > 0) {
      return left.toMinutes() + " min " + left.toSecondsPart() + " s";
    }
    return left.toSeconds() + " s";
  }
}
