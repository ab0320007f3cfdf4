package io.stepscope.tracker.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that fails on demand. Plain HTTP/1.1; any free port, kept across restarts.
 *
 * <p>Thread-safe. Requests are taken one after the other, so that a service needs no locks; only
 * waiting for nothing is done beside.
 */
public final class FakeServer implements AutoCloseable {
  /** Silent answers end then, should the other side wait for ever. */
  private static final long LONGEST_SILENCE_SECONDS = 120;

  private static final int MOST_REMEMBERED = 100_000;

  static {
    // Otherwise every answer waits 40 ms for the acknowledgement of its header.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final FakeService service;
  private final Object turn = new Object();
  private final List<String> requests = new ArrayList<>(); // guarded by turn
  private long asked; // guarded by turn
  private long taken; // guarded by turn
  private FaultPlan plan = FaultPlan.none(); // guarded by turn
  private String retryAfter = "0.05"; // guarded by turn

  private final int port;
  private HttpServer server;
  private ExecutorService threads;
  private volatile CountDownLatch stopping;

  public FakeServer(FakeService service) throws IOException {
    this.service = service;
    stopping = new CountDownLatch(1);
    threads = Executors.newCachedThreadPool();
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int onPort) throws IOException {
    // Not getLoopbackAddress, which may be the one of IPv6.
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer made = HttpServer.create(new InetSocketAddress(loopback, onPort), 0);
    made.setExecutor(threads);
    made.createContext("/", this::handle);
    made.start();
    return made;
  }

  /** Where it listens, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What goes wrong from now on. */
  public void failing(FaultPlan newPlan) {
    synchronized (turn) {
      plan = newPlan;
    }
  }

  /** What {@link Fault#TOO_MANY_FOR_NOW} says from now on, instead of 0.05 s. */
  public void retryAfter(String header) {
    synchronized (turn) {
      retryAfter = header;
    }
  }

  /** Method and path of every request so far, the failed ones too; the first 100,000. */
  public List<String> requests() {
    synchronized (turn) {
      return List.copyOf(requests);
    }
  }

  /** How many requests there were so far, the failed ones too. */
  public long asked() {
    synchronized (turn) {
      return asked;
    }
  }

  /** How many requests reached the service. */
  public long taken() {
    synchronized (turn) {
      return taken;
    }
  }

  /** Calls something of the service while it takes no request. */
  public <T> T between(Supplier<T> question) {
    synchronized (turn) {
      return question.get();
    }
  }

  /** Stops: connections are closed, new ones are refused. */
  public synchronized void stop() {
    stopping.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Listens again, at the same place, with all that the service holds. */
  public synchronized void start() throws IOException {
    stopping = new CountDownLatch(1);
    threads = Executors.newCachedThreadPool();
    server = listen(port);
  }

  /** Stops and listens again. */
  public void restart() throws IOException {
    stop();
    start();
  }

  @Override
  public void close() {
    stop();
  }

  private void handle(HttpExchange exchange) throws IOException {
    CountDownLatch end = stopping;
    try {
      FakeRequest request = read(exchange);
      Fault fault;
      FakeAnswer answer;
      synchronized (turn) {
        asked++;
        if (requests.size() < MOST_REMEMBERED) {
          requests.add(request.toString());
        }
        fault = plan.next(request);
        answer = answer(request, fault);
      }
      send(exchange, answer, fault, end);
    } finally {
      exchange.close();
    }
  }

  /** Null when there is none. Called in turn. */
  private @Nullable FakeAnswer answer(FakeRequest request, @Nullable Fault fault) {
    if (fault == null || fault.takes()) {
      taken++;
    }
    if (fault == null) {
      return guarded(request);
    }
    return switch (fault) {
      case TOO_MANY -> FakeAnswer.html(429, "Too Many Requests");
      case TOO_MANY_FOR_NOW -> FakeAnswer.html(429, "Too Many Requests").after(retryAfter);
      case ERROR -> FakeAnswer.html(500, "Internal Server Error");
      case UNAVAILABLE -> FakeAnswer.html(503, "Service Unavailable");
      case GARBAGE -> FakeAnswer.html(200, "Please log in");
      case EXPIRED -> service.expired(request);
      case PARTIAL -> service.answerPartly(request);
      case TAKEN_BUT_ERROR -> {
        guarded(request);
        yield FakeAnswer.html(500, "Internal Server Error");
      }
      case RESET, SILENT -> null;
      case LOST, TAKEN_BUT_SILENT -> {
        guarded(request);
        yield null;
      }
      case CUT, DRIPPING, SLOW -> guarded(request);
    };
  }

  private FakeAnswer guarded(FakeRequest request) {
    try {
      return service.answer(request);
    } catch (RuntimeException e) {
      // A defect of the fake: a status that no tracker takes for anything else.
      return FakeAnswer.text(599, request + ": " + e);
    }
  }

  private static void send(
      HttpExchange exchange, @Nullable FakeAnswer answer, @Nullable Fault fault, CountDownLatch end)
      throws IOException {
    if (fault == Fault.SILENT || fault == Fault.TAKEN_BUT_SILENT) {
      await(end);
    }
    if (answer == null) {
      return; // closes the connection
    }
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = answer.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (fault == Fault.CUT) {
      exchange.sendResponseHeaders(answer.status(), body.length + 10);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
    } else if (fault == Fault.DRIPPING) {
      exchange.sendResponseHeaders(answer.status(), 0);
      drip(exchange.getResponseBody(), end);
    } else {
      exchange.sendResponseHeaders(answer.status(), body.length == 0 || head ? -1 : body.length);
      if (body.length > 0 && !head) {
        write(exchange.getResponseBody(), body, fault == Fault.SLOW, end);
      }
    }
  }

  private static void write(OutputStream out, byte[] body, boolean slowly, CountDownLatch end)
      throws IOException {
    int piece = slowly ? Math.max(1, body.length / 4) : body.length;
    for (int from = 0; from < body.length; from += piece) {
      out.write(body, from, Math.min(piece, body.length - from));
      out.flush();
      if (slowly) {
        await(end, 20);
      }
    }
  }

  /** Fails as soon as the other side is gone. */
  private static void drip(OutputStream out, CountDownLatch end) throws IOException {
    for (long i = 0; i < LONGEST_SILENCE_SECONDS * 20; i++) {
      out.write(' ');
      out.flush();
      if (await(end, 50)) {
        return;
      }
    }
  }

  private static void await(CountDownLatch end) {
    await(end, TimeUnit.SECONDS.toMillis(LONGEST_SILENCE_SECONDS));
  }

  private static boolean await(CountDownLatch end, long millis) {
    try {
      return end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static FakeRequest read(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new FakeRequest(
        exchange.getRequestMethod(),
        uri.getPath(),
        uri.getRawPath(),
        query(uri.getRawQuery()),
        headers,
        exchange.getRequestBody().readAllBytes());
  }

  private static Map<String, List<String>> query(@Nullable String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String part : raw.split("&")) {
        String[] sides = part.split("=", 2);
        query
            .computeIfAbsent(decoded(sides[0]), name -> new ArrayList<>())
            .add(sides.length < 2 ? "" : decoded(sides[1]));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
