package io.stepscope.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private final Redaction redaction = Redaction.withoutValues();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AKIAIOSFODNN7EXAMPLE in a line | *** in a line",
        "push with ghp_abcdefghijklmnopqrstuvwxyz0123456789 | push with ***",
        "github_pat_11ABCDEFG0abcdefghijklmnop | ***",
        "glpat-abcdefghij0123456789 | ***",
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH | ***",
        "sk-proj-abc123def456ghi789jkl | ***",
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl ok | jwt *** ok",
        "curl -H 'Authorization: Bearer abc123def456' | curl -H 'Authorization: ***'",
        "Authorization: Basic dXNlcjpwYXNzd29yZA== | Authorization: ***",
        "got Bearer abc123def456ghi | got Bearer ***",
        "https://user:token@host/x.git | https://***@host/x.git",
        "https://user:to@ken@host/x.git | https://***@host/x.git",
        "https://0123456789abcdef0123@host/x | https://***@host/x",
        "redis://:hunter2@cache:6379/0 | redis://***@cache:6379/0",
        "https://host/a?token=abc&b=1 | https://host/a?token=***&b=1",
        "https://host/a?b=1&api_key=abc#top | https://host/a?b=1&api_key=***",
        "https://b.host/o?X-Amz-Signature=0a1b&x=1 | https://b.host/o?X-Amz-Signature=***&x=1",
        "https://h.host/c?sv=2020&sig=a%2Fb%3D | https://h.host/c?sv=2020&sig=***",
        "jdbc:mysql://h/db?user=me&password=x1&ssl=on |"
            + " jdbc:mysql://h/db?user=me&password=***&ssl=on",
        "jdbc:sqlserver://h;user=me;password=x1;encrypt=on |"
            + " jdbc:sqlserver://h;user=me;password=***;encrypt=on",
        "jdbc:oracle:thin:scott/tiger@//h:1521/x | jdbc:oracle:thin:scott/***@//h:1521/x",
        "password=hunter2 next | password=*** next",
        "{\"password\": \"hun\\\"ter 2\", \"a\": 1} | {\"password\": \"***\", \"a\": 1}",
        "api_key: 0123abcd | api_key: ***",
        "DB_PASSWORD='a b c' run | DB_PASSWORD='***' run",
        "-javaagent:s.jar=name=a,wandb.api_key=abc,x=1 |"
            + " -javaagent:s.jar=name=a,wandb.api_key=***,x=1",
        "a=1 token=k3f9k3f9k3f9k3f9 b=2 | a=1 token=*** b=2",
        "-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- after | *** after"
      })
  void masksSecretsByShapeAndName(String text, String masked) {
    assertThat(redaction.text(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epoch 3 step 1200 loss=0.2301 acc: 0.91",
        "max_tokens=128 tokenizer=bert-base-uncased tokens: 5123",
        "token: the, token=hello next token = world",
        "author=someone key=value keyboard: qwerty",
        "https://github.com/org/repo.git?ref=main&page=2",
        "ssh://git@github.com/org/repo.git",
        "git@github.com:org/repo.git",
        "https://host:8080/path?q=a@b",
        "mail me at somebody@example.org",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
        "shape (32, 1, 28, 28) sk-learn hf_model",
        "jdbc:postgresql://host:5432/db?user=me&ssl=true",
        "auth: ok, session: open, private: no",
        "Enter password:",
        "password=null secret=false",
        "100%|##########| 938/938 [00:12<00:00, 75.1it/s]",
        "Bearer authentication is required",
        "12:30:45.123 [main] INFO ai.djl.training - Epoch 1 finished.",
        "{\"loss\": 0.5, \"name\": \"conv1\"}",
        ""
      })
  void leavesOtherTextAlone(String text) {
    assertThat(redaction.text(text)).isSameAs(text);
  }

  @Test
  void masksArguments() {
    assertThat(
            redaction.arguments(
                List.of(
                    "--api-key=x y",
                    "--api-key",
                    "abc",
                    "-Dfoo.password=a,b&c",
                    "password=p q",
                    "--lr",
                    "0.1",
                    "--token",
                    "--verbose",
                    "--secret",
                    "-dash",
                    "--no-auth",
                    "-password",
                    "x1",
                    "--use-auth=true",
                    "-Xmx4g",
                    "-Durl=https://u:p@h/",
                    "--max-tokens",
                    "128")))
        .containsExactly(
            "--api-key=***",
            "--api-key",
            "***",
            "-Dfoo.password=***",
            "password=***",
            "--lr",
            "0.1",
            "--token",
            "--verbose",
            "--secret",
            "***",
            "--no-auth",
            "-password",
            "***",
            "--use-auth=true",
            "-Xmx4g",
            "-Durl=https://***@h/",
            "--max-tokens",
            "128");
  }

  @Test
  void masksValuesByTheirNames() {
    assertThat(
            redaction.values(
                Map.of(
                    "WANDB_API_KEY", "abc",
                    "DATABASE_URL", "postgres://u:p@h/db",
                    "HOME", "/home/me",
                    "USE_TOKEN", "true")))
        .containsOnly(
            Map.entry("WANDB_API_KEY", "***"),
            Map.entry("DATABASE_URL", "postgres://***@h/db"),
            Map.entry("HOME", "/home/me"),
            Map.entry("USE_TOKEN", "true"));
  }

  @Test
  void masksTheValuesOfSecretVariablesWhereverTheyOccur() {
    Redaction knowing =
        Redaction.of(
            Map.of(
                "HF_TOKEN", "open sesame 1",
                "KAGGLE_KEY", "0123456789abcdef",
                "SHORT_PASSWORD", "abc",
                "DESKTOP_SESSION", "ubuntu-xorg",
                "GOOGLE_APPLICATION_CREDENTIALS", "/home/me/key.json",
                "AWS_SECRET_ACCESS_KEY", "/abc/DEF+ghi",
                "HOME", "/home/somebody"),
            Map.of("my.password", "property-value"));

    assertThat(knowing.text("a open sesame 1 b 0123456789abcdef property-value"))
        .isEqualTo("a *** b *** ***");
    assertThat(knowing.text("url-encoded %2Fabc%2FDEF%2Bghi, plain /abc/DEF+ghi"))
        .isEqualTo("url-encoded ***, plain ***");
    String harmless = "abc ubuntu-xorg /home/me/key.json /home/somebody";
    assertThat(knowing.text(harmless)).isSameAs(harmless);
    assertThat(knowing.and(List.of("configured-secret")).text("open sesame 1 configured-secret"))
        .isEqualTo("*** ***");
  }

  @Test
  void everydayValuesOfVariablesWithAmbiguousNamesStay() {
    Redaction knowing =
        Redaction.of(Map.of("SESSION", "gnome-classic", "TOKEN", "k3f9k3f9k3f9k3f9"), Map.of());

    assertThat(knowing.text("gnome-classic k3f9k3f9k3f9k3f9")).isEqualTo("gnome-classic ***");
  }

  @Test
  void noPlantedSecretSurvivesAnywhere() {
    Random random = new Random(20261121);
    for (int trial = 0; trial < 2_000; trial++) {
      String secret = randomText(random, 8 + random.nextInt(40), SECRET_CHARACTERS);
      Redaction knowing = Redaction.of(Map.of("X_API_KEY", secret), Map.of());
      String before = randomText(random, random.nextInt(60), TEXT_CHARACTERS);
      String after = randomText(random, random.nextInt(60), TEXT_CHARACTERS);

      assertThat(knowing.text(before + secret + after))
          .as("%s<%s>%s", before, secret, after)
          .doesNotContain(secret);
      assertThat(redaction.text(before + " --password=" + secret + " " + after))
          .doesNotContain(secret);
      List<String> command = new ArrayList<>(Arrays.asList(before.split(" ", -1)));
      command.addAll(List.of("--api-key", secret, "-Dmy.secret=" + secret, "token=" + secret));
      assertThat(String.join(" ", redaction.arguments(command))).doesNotContain(secret);
    }
  }

  @Test
  void severalKnownValuesEvenNextToEachOtherAreMaskedAndTheRestIsKept() {
    Random random = new Random(7);
    for (int trial = 0; trial < 500; trial++) {
      List<String> secrets = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        secrets.add(randomText(random, 8 + random.nextInt(8), "ab"));
      }
      StringBuilder text = new StringBuilder();
      StringBuilder expected = new StringBuilder();
      for (String secret : secrets) {
        String between = randomText(random, 1 + random.nextInt(10), "xyz ");
        text.append(between).append(secret);
        expected.append(between).append("***");
      }
      assertThat(redaction.and(secrets).text(text + "!")).isEqualTo(expected + "!");
    }
  }

  @Test
  void veryLongLinesTakeTimeInProportionToTheirLength() {
    // Were one of the patterns quadratic, these would take minutes.
    int length = 300_000;
    for (String part :
        List.of("a", "a:", "=", "a=", "token=", "eyJ", "sk-", "Bearer ", "\"", "-----BEGIN ")) {
      String text = "@ ://" + part.repeat(length / part.length());
      assertThat(redaction.text(text)).hasSizeGreaterThan(5);
    }
    assertThat(redaction.text("@" + "://".repeat(50_000))).hasSize(150_001);
  }

  @Test
  void removesThePrivateKeyThatIsPrintedLineByLine() {
    LineRedaction lines = new LineRedaction(redaction);
    assertThat(
            List.of(
                    "before",
                    "-----BEGIN RSA PRIVATE KEY-----",
                    "Proc-Type: 4,ENCRYPTED",
                    "",
                    "MIIEpAIBAAKCAQEA7bq4",
                    "-----END RSA PRIVATE KEY-----",
                    "after",
                    "-----BEGIN PRIVATE KEY-----",
                    "loss 0.1, so no key at all",
                    "MIIE")
                .stream()
                .map(lines::next))
        .containsExactly(
            "before",
            "***",
            "***",
            "***",
            "***",
            "***",
            "after",
            "***",
            "loss 0.1, so no key at all",
            "MIIE");
  }

  private static final String SECRET_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+";
  private static final String TEXT_CHARACTERS = "abcdefghijklmnop qrstuvwxyz0123456789=:/@._-";

  private static String randomText(Random random, int length, String characters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }
}
