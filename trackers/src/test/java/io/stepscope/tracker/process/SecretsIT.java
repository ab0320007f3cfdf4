package io.stepscope.tracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.json.JsonWriter;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.mlflow.FakeMlflow;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys, tokens and passwords in every place in which they may stand, trackers that take them and
 * trackers that fail and say back what they got: none of it is in any file or on standard error.
 */
@Timeout(240)
class SecretsIT {
  private static final String WANDB_KEY = "0123456789abcdefPLANTEDabcdef0123456789a";
  private static final String PASSWORD = "p1anted&Pass/word+1";
  private static final String TOKEN = "planted-token-5f3759df";

  /** Of which no tracker knows. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "AWS_SECRET_ACCESS_KEY", "planted/AWS+wJalrXUtnFEMI",
          "MY_DB_PASSWORD", "planted-db-hunter2",
          "GITHUB_TOKEN", "ghp_plantedPLANTEDplantedPLANTEDplanted1");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  private final Map<String, String> environment = new LinkedHashMap<>(OTHERS);
  private final List<String> options = new ArrayList<>();

  /** Whatever is asked: an error that says back the headers, and what they mean. */
  private static FakeAnswer sayingBack(FakeRequest request) {
    int[] statuses = {400, 401, 403, 404, 429, 500, 503};
    int status = statuses[Math.floorMod(request.path().length(), statuses.length)];
    String header = String.valueOf(request.header("authorization"));
    String said = "rejected " + request.headers();
    if (header.startsWith("Basic ")) {
      byte[] pair = Base64.getDecoder().decode(header.substring(6));
      said += " for " + new String(pair, StandardCharsets.UTF_8);
    }
    JsonWriter json = new JsonWriter();
    json.beginObject().name("error_code").value("INVALID_PARAMETER_VALUE");
    json.name("message").value(said).name("error").value(said);
    json.name("errors").beginArray().beginObject().name("message").value(said);
    json.endObject().endArray().endObject();
    return FakeAnswer.json(status, new String(json.toByteArray(), StandardCharsets.UTF_8));
  }

  @Test
  void failingTrackersSayBackWhatTheyGot() throws Exception {
    try (FakeServer server = new FakeServer(SecretsIT::sayingBack)) {
      environment.put("WANDB_API_KEY", WANDB_KEY);
      environment.put("WANDB_BASE_URL", server.uri().toString());
      environment.put("MLFLOW_TRACKING_TOKEN", TOKEN);
      options.add("-Dstepscope.mlflow.uri=" + server.uri());
      options.add("-Dstepscope.forward=process");
      train("tensorboard,jsonl,wandb,mlflow", () -> server.asked() > 3);
      assertNothingIsFound();
    }
  }

  /** The address holds user and password, the key stands in the file of {@code wandb login}. */
  @Test
  void failingTrackersSayBackPasswords() throws Exception {
    try (FakeServer server = new FakeServer(SecretsIT::sayingBack)) {
      Path netrc = folder.resolve("netrc");
      String machine = server.uri().getAuthority();
      Files.writeString(netrc, "machine " + machine + " login user password " + WANDB_KEY + '\n');
      environment.put("NETRC", netrc.toString());
      environment.put("WANDB_BASE_URL", server.uri().toString());
      String user = "ada:" + encoded(PASSWORD) + '@';
      environment.put("MLFLOW_TRACKING_URI", "http://" + user + machine + "/");
      train("wandb,mlflow", () -> server.asked() > 3);
      assertNothingIsFound(netrc);
    }
  }

  /** MLflow gets everything; W&B's is written for later, with the key at hand. */
  @Test
  void workingTrackers() throws Exception {
    byte[] pair = ("ada:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    FakeMlflow mlflow =
        new FakeMlflow().asking("Basic " + Base64.getEncoder().encodeToString(pair));
    try (FakeServer server = new FakeServer(mlflow)) {
      Path settings = folder.resolve("stepscope.properties");
      Files.writeString(
          settings, "mlflow.uri=" + server.uri() + "\nmlflow.password=" + PASSWORD + '\n');
      environment.put("WANDB_API_KEY", WANDB_KEY);
      environment.put("MLFLOW_TRACKING_USERNAME", "ada");
      options.add("-Dstepscope.wandb.mode=offline");
      options.add("-Dmy.token=" + TOKEN);
      train(
          "tensorboard,jsonl,wandb,mlflow",
          () -> server.between(() -> mlflow.holds(20)) && Files.exists(folder.resolve("wandb")));
      assertNothingIsFound(settings);
    }
  }

  @Test
  void settingsThatAreWrong() throws Exception {
    environment.put("MLFLOW_TRACKING_URI", "htp://ada:" + encoded(PASSWORD) + "@h/");
    environment.put("WANDB_API_KEY", "not a key " + WANDB_KEY);
    environment.put("WANDB_MODE", "online");
    train("wandb,mlflow", () -> said("mlflow.uri") && said("API key"));
    options.add("-Dstepscope.mlflow.passwrd=" + PASSWORD);
    train("wandb,mlflow", () -> said("mlflow.passwrd"));

    assertNothingIsFound();
  }

  /**
   * Trains in a process of its own.
   *
   * @param until what it waits for before it goes on to its end
   */
  private void train(String trackers, BooleanSupplier until)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dstepscope.trackers=" + trackers);
    command.add("-Djavax.net.ssl.keyStorePassword=" + PASSWORD);
    command.addAll(options);
    command.add(SecretiveProgram.class.getName());
    command.addAll(List.of("WANDB_API_KEY", "MLFLOW_TRACKING_TOKEN", "MY_DB_PASSWORD"));
    command.addAll(List.of("--api-key=" + TOKEN, "--password", PASSWORD));
    command.add("--data=https://ada:" + encoded(PASSWORD) + "@data.example/digits");
    ProcessBuilder program = new ProcessBuilder(command).directory(folder.toFile());
    program.environment().keySet().removeIf(name -> name.matches("(WANDB|MLFLOW|NETRC).*"));
    program.environment().putAll(environment);
    program.redirectOutput(folder.resolve("said-by-the-program").toFile());
    program.redirectError(folder.resolve("errors").toFile());
    Process process = program.start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!until.getAsBoolean()) {
        assertThat(System.nanoTime()).as(said()).isLessThan(deadline);
        LockSupport.parkNanos(20_000_000);
      }
      process.getOutputStream().close();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said()).isIn(1, 3);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private boolean said(String part) {
    try {
      return said().contains(part);
    } catch (IOException e) {
      return false;
    }
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  private static String encoded(String secret) {
    return URLEncoder.encode(secret, StandardCharsets.UTF_8);
  }

  /** As they are, in addresses, and in headers. */
  private static Set<String> forms() {
    List<String> secrets = new ArrayList<>(OTHERS.values());
    secrets.addAll(List.of(WANDB_KEY, PASSWORD, TOKEN));
    Set<String> forms = new LinkedHashSet<>();
    for (String secret : secrets) {
      forms.add(secret);
      forms.add(encoded(secret));
      for (String before : List.of("", "api:", "ada:", "user:")) {
        byte[] bytes = (before + secret).getBytes(StandardCharsets.UTF_8);
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
      }
    }
    return forms;
  }

  /** Anywhere but in what the program itself printed, and in the files that hold a secret. */
  private void assertNothingIsFound(Path... own) throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (List.of(own).contains(file) || file.endsWith("said-by-the-program")) {
          continue;
        }
        files++;
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String form : forms()) {
          int at = content.indexOf(form);
          if (at >= 0) {
            int from = Math.max(0, at - 120);
            found.add(folder.relativize(file) + ": …" + content.substring(from, at) + form);
          }
        }
      }
    }
    assertThat(files).as("files searched").isGreaterThan(2);
    assertThat(found).isEmpty();
  }
}
