package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the sequence number of every event to the file {@code lines} in the run folder. */
final class LinesProvider implements TrackerProvider {

  @Override
  public String name() {
    return "lines";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.everything(20);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new Lines(settings.runFolder().resolve("lines"));
  }

  private record Lines(Path file) implements Tracker {

    @Override
    public DeliveryResult open(@Nullable String checkpoint) {
      try {
        byte[] written = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        int length = checkpoint == null ? 0 : Integer.parseInt(checkpoint);
        Files.write(file, java.util.Arrays.copyOf(written, length));
        return DeliveryResult.delivered(null);
      } catch (IOException e) {
        return new DeliveryResult.Retry(String.valueOf(e), Duration.ZERO);
      }
    }

    @Override
    public DeliveryResult deliver(List<Event> events) {
      StringBuilder text = new StringBuilder();
      events.forEach(event -> text.append(event.stamp().sequence()).append('\n'));
      try {
        Files.write(
            file, text.toString().getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        return DeliveryResult.delivered(Long.toString(Files.size(file)));
      } catch (IOException e) {
        return new DeliveryResult.Retry(String.valueOf(e), Duration.ZERO);
      }
    }

    @Override
    public void close() {}
  }
}
