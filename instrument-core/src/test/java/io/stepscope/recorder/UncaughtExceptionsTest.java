package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UncaughtExceptionsTest {

  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private final Consumer<Throwable> run = this::hear;

  @BeforeEach
  void nobodyElseHandlesThem() {
    Thread.setDefaultUncaughtExceptionHandler(null);
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void putBack() {
    UncaughtExceptions.forget(run);
    Thread.setDefaultUncaughtExceptionHandler(before);
    System.setErr(standardError);
  }

  @Test
  void aRunIsToldWhatEndedItsThreadAndTheProgramSeesTheSame() throws InterruptedException {
    Thread plain = dying("of its own accord");
    plain.join();
    String asJava = printed.toString(StandardCharsets.UTF_8);
    printed.reset();
    Thread watched = new Thread(dies("of its own accord"), plain.getName());
    UncaughtExceptions.watch(watched, run);
    watched.start();
    watched.join();
    assertThat(told).containsExactly("of its own accord");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo(asJava)
        .startsWith("Exception in thread \"" + plain.getName() + "\" java.lang.Illegal");
  }

  @Test
  void otherThreadsAreNoBusinessOfARun() throws InterruptedException {
    UncaughtExceptions.watch(Thread.currentThread(), run);
    dying("elsewhere").join();
    assertThat(told).isEmpty();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("elsewhere");
  }

  @Test
  void theHandlerGoesWithTheLastRunAndAProgramsOwnStays() {
    Consumer<Throwable> other = cause -> {};
    UncaughtExceptions.watch(Thread.currentThread(), run);
    UncaughtExceptions.watch(Thread.currentThread(), other);
    UncaughtExceptions.forget(other);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isInstanceOf(UncaughtExceptions.class);
    UncaughtExceptions.forget(run);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
    Thread.UncaughtExceptionHandler programs = (thread, cause) -> {};
    Thread.setDefaultUncaughtExceptionHandler(programs);
    UncaughtExceptions.watch(Thread.currentThread(), run);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(programs);
    UncaughtExceptions.forget(run);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(programs);
  }

  @Test
  void whatTheAgentHearsIsPassedOn() {
    Thread watched = new Thread(() -> {});
    UncaughtExceptions.watch(watched, run);
    UncaughtExceptions.end(Thread.currentThread(), new IllegalStateException("elsewhere"));
    UncaughtExceptions.end(watched, new IllegalStateException("heard"));
    assertThat(told).containsExactly("heard");
  }

  private void hear(Throwable cause) {
    told.add(String.valueOf(cause.getMessage()));
  }

  private static Thread dying(String message) {
    Thread thread = new Thread(dies(message));
    thread.start();
    return thread;
  }

  private static Runnable dies(String message) {
    return () -> {
      throw new IllegalStateException(message);
    };
  }
}
