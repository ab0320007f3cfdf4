package io.stepscope.tracker.tensorboard;

import static io.stepscope.tracker.testkit.Skipping.skip;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real TensorBoard that serves a folder. */
final class TensorBoardServer implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final Process process;
  private final Path log;
  private final String address;

  private TensorBoardServer(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    this.address = address();
  }

  /**
   * Starts one.
   *
   * @param loadFast {@code true} for the data server, {@code false} for the reader in Python
   */
  static TensorBoardServer start(Path folder, boolean loadFast)
      throws IOException, InterruptedException {
    Path log = Path.of("target", "tensorboard-load-fast-" + loadFast + ".log");
    Process process =
        new ProcessBuilder(
                PythonTools.tensorboard().toString(),
                "--logdir=" + folder,
                "--host=127.0.0.1",
                "--port=0",
                "--reload_interval=1",
                "--load_fast=" + loadFast)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return new TensorBoardServer(process, log);
    } catch (IOException | RuntimeException | Error e) {
      stop(process);
      throw e;
    }
  }

  private String address() throws IOException {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      Matcher matcher = ADDRESS.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group();
      }
      pause();
    }
    skip("TensorBoard does not start: " + Files.readString(log));
    throw new AssertionError("aborted");
  }

  /** Body of the answer, without blanks between its parts. */
  String get(String route, String... query) throws IOException, InterruptedException {
    StringBuilder uri = new StringBuilder(address + "/data/" + route);
    for (int i = 0; i < query.length; i += 2) {
      uri.append(i == 0 ? '?' : '&').append(query[i]).append('=');
      uri.append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
    }
    return send(HttpRequest.newBuilder(URI.create(uri.toString())));
  }

  String post(String route, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(address + "/data/" + route))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** The first answer that is as wanted, or else the last. */
  String await(Predicate<String> wanted, String route, String... query)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    String answer = get(route, query);
    while (!wanted.test(answer) && System.nanoTime() < deadline) {
      pause();
      answer = get(route, query);
    }
    return answer;
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    return response.body();
  }

  private static void pause() {
    LockSupport.parkNanos(100_000_000);
  }

  @Override
  public void close() throws InterruptedException {
    stop(process);
  }

  private static void stop(Process process) throws InterruptedException {
    // The data server is a child; it ends when its standard input does, at the latest.
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
