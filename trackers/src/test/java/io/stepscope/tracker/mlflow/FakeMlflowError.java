package io.stepscope.tracker.mlflow;

import io.stepscope.json.JsonWriter;
import io.stepscope.tracker.fakes.FakeAnswer;
import java.nio.charset.StandardCharsets;

/** What MLflow answers when it refuses. */
final class FakeMlflowError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  private FakeMlflowError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static FakeMlflowError invalid(String message) {
    return new FakeMlflowError(400, "INVALID_PARAMETER_VALUE", message);
  }

  static FakeMlflowError badRequest(String message) {
    return new FakeMlflowError(400, "BAD_REQUEST", message);
  }

  static FakeMlflowError exists(String message) {
    return new FakeMlflowError(400, "RESOURCE_ALREADY_EXISTS", message);
  }

  static FakeMlflowError missing(String message) {
    return new FakeMlflowError(404, "RESOURCE_DOES_NOT_EXIST", message);
  }

  static FakeMlflowError internal(String message) {
    return new FakeMlflowError(500, "INTERNAL_ERROR", message);
  }

  static FakeMlflowError disabled(String message) {
    return new FakeMlflowError(500, "FEATURE_DISABLED", message);
  }

  FakeAnswer answer() {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("error_code").value(code);
    json.name("message").value(String.valueOf(getMessage())).endObject();
    return FakeAnswer.json(status, new String(json.toByteArray(), StandardCharsets.UTF_8));
  }
}
