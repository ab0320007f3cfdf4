package io.stepscope.tracker.micrometer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry of our own that Prometheus scrapes at {@code http://127.0.0.1:<port>/metrics}; nobody
 * else in the network can reach it.
 *
 * <p>Runs of one process share it, since they share its port. The format is the text exposition
 * format of Prometheus, 0.0.4, or what the scraper asks for in its {@code Accept} header.
 */
final class ScrapeEndpoint {

  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpServer server;
  private final ExecutorService thread;

  private ScrapeEndpoint(HttpServer server) {
    this.server = server;
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "stepscope-scrape");
              made.setDaemon(true);
              return made;
            });
    server.setExecutor(thread);
    server.createContext("/metrics", this::answer);
    server.start();
  }

  /**
   * Starts to answer.
   *
   * @param port 0 for any that is free
   */
  static ScrapeEndpoint open(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new ScrapeEndpoint(HttpServer.create(new InetSocketAddress(loopback, port), 0));
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  int port() {
    return server.getAddress().getPort();
  }

  void close() {
    server.stop(0);
    thread.shutdown();
    registry.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", PLAIN);
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
