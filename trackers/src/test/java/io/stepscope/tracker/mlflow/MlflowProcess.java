package io.stepscope.tracker.mlflow;

import static io.stepscope.tracker.testkit.Skipping.skip;

import io.stepscope.tracker.testkit.PythonEnvironment;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real server with a database: of the program that {@code MLFLOW_PROGRAM_FOR_TESTS} names, or of
 * a Python environment below {@code target/}. If there cannot be one, the test is skipped and says
 * why.
 */
final class MlflowProcess implements AutoCloseable {
  private static final PythonEnvironment ENVIRONMENT =
      new PythonEnvironment("MLflow server to ask", "mlflow-environment");

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
    ENVIRONMENT.install("mlflow");
    return ENVIRONMENT.program("mlflow").toString();
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
