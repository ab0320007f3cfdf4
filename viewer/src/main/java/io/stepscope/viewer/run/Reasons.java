package io.stepscope.viewer.run;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in one line for people. */
public final class Reasons {
  private Reasons() {}

  /** The reason alone, without the name of the exception where its message says enough. */
  public static String of(Throwable trouble) {
    if (trouble instanceof UncheckedIOException && trouble.getCause() != null) {
      return of(trouble.getCause());
    }
    String message = trouble.getMessage();
    if (trouble instanceof AccessDeniedException) {
      return "no permission for " + message;
    }
    if (trouble instanceof NoSuchFileException) {
      return "not there: " + message;
    }
    return message == null || message.isBlank()
        ? trouble.getClass().getSimpleName()
        : message.replaceAll("\\R", " ");
  }
}
