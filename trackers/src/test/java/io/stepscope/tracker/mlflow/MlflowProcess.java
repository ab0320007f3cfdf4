package io.stepscope.tracker.mlflow;

import static io.stepscope.tracker.testkit.Skipping.skip;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real server with a database: of the program that {@code MLFLOW_PROGRAM_FOR_TESTS} names, or of
 * a Python environment below {@code target/}. If there cannot be one, the test is skipped and says
 * why.
 */
final class MlflowProcess implements AutoCloseable {
  private static final Path ENVIRONMENT = Path.of("target", "mlflow-environment");
  private static final long MOST_SECONDS = 300;

  private final Process process;
  private final URI uri;

  private MlflowProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  static MlflowProcess start(Path folder) throws IOException, InterruptedException {
    String program = program();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    File log = new File("target", "mlflow-server.log");
    Process process =
        new ProcessBuilder(
                program,
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("served").toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    MlflowProcess server = new MlflowProcess(process, URI.create("http://127.0.0.1:" + port));
    server.awaitReady(log);
    return server;
  }

  URI uri() {
    return uri;
  }

  private void awaitReady(File log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    HttpRequest health = HttpRequest.newBuilder(URI.create(uri + "/health")).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      LockSupport.parkNanos(200_000_000);
    }
    close();
    skip("no MLflow server to ask: it does not start: " + Files.readString(log.toPath()));
  }

  private static String program() throws IOException, InterruptedException {
    String given = System.getenv("MLFLOW_PROGRAM_FOR_TESTS");
    if (given != null) {
      return given;
    }
    Path bin = ENVIRONMENT.resolve(File.separatorChar == '/' ? "bin" : "Scripts").toAbsolutePath();
    Path program = bin.resolve("mlflow");
    if (!Files.isExecutable(program)) {
      run(List.of("python3", "-m", "venv", "--clear", ENVIRONMENT.toString()));
      String python = bin.resolve("python").toString();
      run(List.of(python, "-m", "pip", "--retries", "0", "--timeout", "10", "install", "mlflow"));
    }
    return program.toString();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path log = Path.of("target", "mlflow-environment.log");
    String words = String.join(" ", command);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      skip("no MLflow server to ask: " + words + ": " + e.getMessage());
      return;
    }
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      skip("no MLflow server to ask: " + words + " took more than " + MOST_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      List<String> said = Files.readAllLines(log);
      String last = said.isEmpty() ? "nothing" : said.get(said.size() - 1);
      skip(
          "no MLflow server to ask: " + words + " ended with " + process.exitValue() + ": " + last);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
