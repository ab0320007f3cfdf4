package io.stepscope.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "db.password",
        "dbPassword",
        "DB_PASS",
        "spring.datasource.password",
        "javax.net.ssl.keyStorePassword",
        "--api-key",
        "apikey",
        "apiKey",
        "APIKey",
        "WANDB_API_KEY",
        "COMET_API_KEY",
        "MLFLOW_TRACKING_TOKEN",
        "MLFLOW_TRACKING_PASSWORD",
        "CLEARML_API_SECRET_KEY",
        "CLEARML_API_ACCESS_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN",
        "HF_TOKEN",
        "HUGGING_FACE_HUB_TOKEN",
        "GITHUB_TOKEN",
        "NEPTUNE_API_TOKEN",
        "SWANLAB_API_KEY",
        "AZURE_CLIENT_SECRET",
        "token",
        "accessToken",
        "refresh_tokens",
        "client_secret",
        "clientsecret",
        "private_key",
        "ssh-private-key",
        "passphrase",
        "credentials",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "Authorization",
        "_auth",
        "session",
        "session_id",
        "JSESSIONID",
        "Cookie",
        "-Dapi.key",
        "-Dtoken",
        "AccountKey",
        "MYSQL_PWD"
      })
  void namesOfSecrets(String name) {
    assertThat(SecretNames.isSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenizer",
        "tokenizer_name",
        "max_tokens",
        "num_tokens",
        "tokens",
        "tokens_per_second",
        "train/tokens",
        "pad_token",
        "eos_token_id",
        "max_token_length",
        "vocab_token_count",
        "author",
        "authors",
        "git.author.name",
        "key",
        "keyboard",
        "key_dim",
        "num_key_value_heads",
        "monkey",
        "keys",
        "forward_pass",
        "passes",
        "compass",
        "passthrough",
        "secretary",
        "password_file",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "SSH_AUTH_SOCK",
        "auth.type",
        "token_url",
        "session.timeout",
        "private_pool",
        "learning_rate",
        "experiment",
        "",
        "---",
        "-D",
        "PWD",
        "OLDPWD",
        "lr"
      })
  void namesOfOtherThings(String name) {
    assertThat(SecretNames.isSecret(name)).isFalse();
  }

  @Test
  void splitsCamelCaseAndPunctuation() {
    assertThat(SecretNames.words("spring.dataSource.APIKey2_v3-x"))
        .containsExactly("spring", "data", "source", "api", "key", "v", "x");
  }
}
