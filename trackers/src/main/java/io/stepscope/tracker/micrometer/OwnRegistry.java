package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry of our own, for programs without one: scraped by Prometheus, pushed by OTLP, or both.
 *
 * <p>All runs of a process that name the same port share what answers there, from the first of them
 * to the last.
 */
final class OwnRegistry implements RegistrySource {

  /** Endpoints by the port that was asked for, and how many runs use them. */
  private static final Map<Integer, Shared> ENDPOINTS = new HashMap<>();

  private final OptionalInt port;
  private final String otlp;
  private final Consumer<String> notices;

  /**
   * Nothing is opened yet.
   *
   * @param port where Prometheus scrapes; 0 for any free one; empty for nowhere
   * @param otlp where to push to; empty for nowhere
   * @param notices takes a line for people
   */
  OwnRegistry(OptionalInt port, String otlp, Consumer<String> notices) {
    this.port = port;
    this.otlp = otlp;
    this.notices = notices;
  }

  @Override
  public OpenRegistry open() throws IOException {
    // First what may fail and holds nothing that must be given back.
    @Nullable MeterRegistry pushed = otlp.isEmpty() ? null : OtlpPush.to(otlp);
    CompositeMeterRegistry both = new CompositeMeterRegistry();
    if (port.isPresent()) {
      ScrapeEndpoint endpoint = endpoint(port.getAsInt());
      both.add(endpoint.registry());
      notices.accept("Prometheus can scrape http://127.0.0.1:" + endpoint.port() + "/metrics");
    }
    if (pushed == null) {
      return new OpenRegistry(both, this::release);
    }
    both.add(pushed);
    return new OpenRegistry(
        both,
        () -> {
          pushed.close();
          release();
        });
  }

  private static ScrapeEndpoint endpoint(int port) throws IOException {
    synchronized (ENDPOINTS) {
      Shared shared = ENDPOINTS.get(port);
      if (shared == null) {
        try {
          shared = new Shared(ScrapeEndpoint.open(port));
        } catch (IOException e) {
          throw new IOException(
              "micrometer.port=" + port + " cannot be had (" + e.getMessage() + "); name another",
              e);
        } catch (NoClassDefFoundError e) {
          throw new IOException(
              "micrometer.port="
                  + port
                  + " needs what this Java runtime lacks ("
                  + e.getMessage()
                  + "): the module jdk.httpserver, and micrometer-registry-prometheus",
              e);
        }
        ENDPOINTS.put(port, shared);
      }
      shared.users++;
      return shared.endpoint;
    }
  }

  private void release() {
    if (port.isEmpty()) {
      return;
    }
    synchronized (ENDPOINTS) {
      Shared shared = ENDPOINTS.get(port.getAsInt());
      if (shared != null && --shared.users == 0) {
        ENDPOINTS.remove(port.getAsInt());
        shared.endpoint.close();
      }
    }
  }

  private static final class Shared {
    private final ScrapeEndpoint endpoint;
    private int users;

    Shared(ScrapeEndpoint endpoint) {
      this.endpoint = endpoint;
    }
  }
}
