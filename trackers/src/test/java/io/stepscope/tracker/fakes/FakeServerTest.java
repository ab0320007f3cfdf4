package io.stepscope.tracker.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeServerTest {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new FakeServer(
            request -> FakeAnswer.json(200, "{\"got\":\"" + request.parameter("x") + "\"}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersAndCountsWhatItIsAsked() throws Exception {
    HttpResponse<String> answer = get("/a%20b?x=1%2B1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"got\":\"1+1\"}");
    assertThat(server.requests()).containsExactly("GET /a%20b");
    assertThat(server.taken()).isEqualTo(1);
  }

  @Test
  void saysToWaitOrNotToWait() throws Exception {
    server.failing(FaultPlan.script(any -> true, Fault.TOO_MANY_FOR_NOW, Fault.TOO_MANY));

    assertThat(get("/").headers().firstValue("Retry-After")).hasValue("0.05");
    HttpResponse<String> second = get("/");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.headers().firstValue("Retry-After")).isEmpty();
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(server.taken()).isEqualTo(1);
  }

  @Test
  void closesConnectionsBeforeAndWithinAnAnswer() {
    server.failing(FaultPlan.script(any -> true, Fault.RESET, Fault.LOST, Fault.CUT));

    // The client itself asks once more when a connection was closed without any answer.
    assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
    server.failing(FaultPlan.script(any -> true, Fault.CUT));
    assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
    assertThat(server.taken()).isPositive();
  }

  @Test
  void keepsSilentAndDrips() throws Exception {
    for (Fault fault : List.of(Fault.SILENT, Fault.TAKEN_BUT_SILENT, Fault.DRIPPING)) {
      server.failing(FaultPlan.always(fault));
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request("/"), HttpResponse.BodyHandlers.ofString());

      assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS))
          .as(fault.name())
          .isInstanceOf(TimeoutException.class);
      answer.cancel(true);
    }
  }

  @Test
  void refusesConnectionsWhileItIsDown() throws Exception {
    server.stop();
    assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);

    server.start();
    assertThat(get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void failsTheSameWayForTheSameSeed() {
    List<Fault> faults = List.of(Fault.values());
    FaultPlan one = FaultPlan.random(7, 0.5, faults);
    FaultPlan other = FaultPlan.random(7, 0.5, faults);
    FakeRequest request = new FakeRequest("GET", "/", "/", Map.of(), Map.of(), new byte[0]);

    for (int i = 0; i < 100; i++) {
      assertThat(one.next(request)).isEqualTo(other.next(request));
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path))
        .timeout(Duration.ofSeconds(20))
        .build();
  }
}
