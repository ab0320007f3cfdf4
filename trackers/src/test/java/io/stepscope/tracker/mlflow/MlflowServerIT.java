package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.http.HttpAnswer;
import io.stepscope.http.HttpSender;
import io.stepscope.http.JsonValue;
import io.stepscope.http.ServerTrust;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real MLflow server holds of a run, if one can be installed. */
class MlflowServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpSender sender = new HttpSender(ServerTrust.usual());

  @Test
  void holdsWhatWasRecordedOnce(@TempDir Path folder) throws Exception {
    List<Event> events = Recording.everything(120).events;
    try (MlflowProcess server = MlflowProcess.start(folder)) {
      Map<String, String> keys = Map.of("uri", server.uri().toString());
      TrackerSettings settings = new TrackerSettings(Serving.RUN, folder, keys);
      MlflowTrackerProvider provider = new MlflowTrackerProvider(Map.of());
      deliver(provider, settings, events, null);
      // All of it again, as after a death before anything was stored.
      String checkpoint = deliver(provider, settings, events, null);

      Map<HeldValue, Long> expected = new HashMap<>();
      Map<HeldValue, Long> held = new HashMap<>();
      try (ReadBack readBack = Objects.requireNonNull(provider.readBack(settings, checkpoint))) {
        events.forEach(
            event -> readBack.expect(event, value -> expected.merge(value, 1L, Long::sum)));
        readBack.read(value -> held.merge(value, 1L, Long::sum));
      }
      assertThat(held).isEqualTo(expected);

      RunState state = Checkpoint.read(String.valueOf(checkpoint));
      JsonValue run =
          get(server, "/api/2.0/mlflow/runs/get?run_id=" + state.runId).json().get("run");
      assertThat(run.at("info", "status").text()).isEqualTo("FINISHED");
      assertThat(run.at("info", "run_name").text()).isEqualTo("brisk otter");
      HttpAnswer console =
          get(
              server,
              "/api/2.0/mlflow-artifacts/artifacts/"
                  + state.artifactUri.replaceFirst("mlflow-artifacts:/+", "")
                  + "/stepscope/console.txt");
      assertThat(console.text()).startsWith("loading data\nstep 0").endsWith("last words\n");
    }
  }

  private static @Nullable String deliver(
      MlflowTrackerProvider provider,
      TrackerSettings settings,
      List<Event> events,
      @Nullable String from) {
    String checkpoint = from;
    try (Tracker tracker = provider.create(settings)) {
      tracker.open(checkpoint);
      for (int begin = 0; begin < events.size(); begin += 300) {
        List<Event> batch = events.subList(begin, Math.min(begin + 300, events.size()));
        DeliveryResult result = tracker.deliver(List.copyOf(batch));
        assertThat(result).isInstanceOf(Delivered.class);
        checkpoint = ((Delivered) result).checkpoint();
        assertThat(((Delivered) result).rejected()).isEmpty();
        assertThat(((Delivered) result).skipped()).isEmpty();
      }
    }
    return checkpoint;
  }

  private HttpAnswer get(MlflowProcess server, String path) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + path)).build();
    return sender.send(request, PATIENCE);
  }
}
