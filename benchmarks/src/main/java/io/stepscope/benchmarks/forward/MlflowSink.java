package io.stepscope.benchmarks.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** As much of an MLflow server as forwarding scalars asks for; counts metrics and forgets them. */
final class MlflowSink implements AutoCloseable {
  private static final String METRIC = "\"timestamp\":";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong metrics = new AtomicLong();

  MlflowSink() throws IOException {
    // Otherwise every answer waits 40 ms for the acknowledgement of its header.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  long metrics() {
    return metrics.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request =
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    String path = exchange.getRequestURI().getPath();
    String answer = "{}";
    if (path.endsWith("/get-by-name")) {
      answer = "{\"experiment\":{\"experiment_id\":\"0\"}}";
    } else if (path.endsWith("/runs/create")) {
      answer = "{\"run\":{\"info\":{\"run_id\":\"1\",\"artifact_uri\":\"mlflow-artifacts:/0/1\"}}}";
    } else if (path.endsWith("/log-batch")) {
      int at = request.indexOf(METRIC);
      while (at >= 0) {
        metrics.incrementAndGet();
        at = request.indexOf(METRIC, at + METRIC.length());
      }
    }
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
