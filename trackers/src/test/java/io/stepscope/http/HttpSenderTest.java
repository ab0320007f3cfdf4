package io.stepscope.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSenderTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HttpSender sender = new HttpSender(ServerTrust.usual());

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer(request -> FakeAnswer.json(200, "{\"ok\":true}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void givesTheWholeAnswer() throws IOException {
    server.failing(FaultPlan.script(any -> true, Fault.SLOW, Fault.TOO_MANY_FOR_NOW));
    HttpAnswer answer = sender.send(request(), LONG);
    assertThat(answer.isSuccess()).isTrue();
    assertThat(answer.json().get("ok").isTrue()).isTrue();

    server.retryAfter("3");
    HttpAnswer later = sender.send(request(), LONG);
    assertThat(later.status()).isEqualTo(429);
    assertThat(later.retryAfter()).hasSeconds(3);
    assertThat(later.text()).contains("Too Many Requests");
  }

  @Test
  void waitsNoLongerThanAllowedAlsoForTheBody() throws IOException {
    server.failing(FaultPlan.script(any -> true, Fault.SILENT, Fault.DRIPPING));

    assertThatThrownBy(() -> sender.send(request(), SHORT))
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessage("no answer within 0.3 s");
    assertThatThrownBy(() -> sender.send(request(), SHORT))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(sender.send(request(), LONG).isSuccess()).isTrue();
  }

  @Test
  void failsWhenTheConnectionBreaks() {
    server.failing(FaultPlan.always(Fault.CUT));
    assertThatThrownBy(() -> sender.send(request(), LONG)).isInstanceOf(IOException.class);

    server.stop();
    assertThatThrownBy(() -> sender.send(request(), LONG)).isInstanceOf(IOException.class);
  }

  @Test
  void followsNobodyElsewhere() throws IOException {
    try (FakeServer moved =
        new FakeServer(
            request ->
                new FakeAnswer(302, Map.of("Location", server.uri().toString()), new byte[0]))) {
      HttpRequest request = HttpRequest.newBuilder(moved.uri()).build();
      assertThat(sender.send(request, LONG).status()).isEqualTo(302);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    server.failing(FaultPlan.always(Fault.SILENT));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sender.send(request(), LONG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void saysWhenAFileHoldsNoCertificates(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.pem"), "nothing");
    assertThatThrownBy(() -> ServerTrust.certificates(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no certificates in " + file);
    assertThat(ServerTrust.anybody().context()).isNotNull();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(server.uri()).build();
  }
}
