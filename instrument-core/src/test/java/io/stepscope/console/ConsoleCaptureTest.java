package io.stepscope.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.stepscope.event.ConsoleLine;
import io.stepscope.journal.JournalOptions;
import io.stepscope.recorder.StandardError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCaptureTest {

  @TempDir private Path dir;
  private final ReplacedStreams streams = new ReplacedStreams();

  @AfterEach
  void putBack() {
    streams.close();
  }

  @Test
  void linesCarryTheirStreamAndTheStepTheyWerePrintedIn() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      System.out.println("before the first step");
      run.recorder.openStep(0);
      System.out.println("in the first step");
      run.recorder.openStep(1);
      System.err.print("in the ");
      run.recorder.scalar("train/loss", 0, 0.5);
      run.recorder.openStep(2);
      System.err.println("third");
      assertThat(run.lines())
          .extracting(ConsoleLine::stream, line -> line.stamp().step(), ConsoleLine::text)
          .containsExactly(
              tuple(ConsoleLine.Stream.STDOUT, -1L, "before the first step"),
              tuple(ConsoleLine.Stream.STDOUT, 0L, "in the first step"),
              tuple(ConsoleLine.Stream.STDERR, 2L, "in the third"));
    }
  }

  @Test
  void withoutATrainingSessionTheStepIsThatOfWhatWasRecordedLast() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      run.recorder.scalar("train/loss", 7, 0.5);
      System.out.println("a");
      run.recorder.stepComplete(7);
      System.out.println("b");
      run.recorder.timing("time/step", 8, 100);
      run.recorder.scalar("system/load", -1, 1.0);
      System.out.println("c");
      assertThat(run.lines()).extracting(line -> line.stamp().step()).containsExactly(7L, 8L, 8L);
    }
  }

  @Test
  void aRunGetsWhatIsPrintedWhileItGoesOn() throws IOException {
    System.out.println("before");
    System.out.print("begun before, ");
    CapturedRun first = new CapturedRun(dir.resolve("first"));
    System.out.println("ended in it");
    CapturedRun second = new CapturedRun(dir.resolve("second"));
    System.out.print("in both, ");
    first.close();
    System.out.println("as far as it goes");
    second.close();
    System.out.println("after");
    assertThat(first.texts()).containsExactly("ended in it", "in both, ");
    assertThat(second.texts()).containsExactly("in both, as far as it goes");
    assertThat(System.out).isSameAs(streams.out);
    assertThat(System.err).isSameAs(streams.err);
    CapturedRun third = new CapturedRun(dir.resolve("third"));
    System.out.println("again");
    third.close();
    assertThat(third.texts()).containsExactly("again");
    assertThat(streams.printed().lines())
        .containsExactly(
            "before", "begun before, ended in it", "in both, as far as it goes", "after", "again");
  }

  @Test
  void aStreamThatALoggerKeptIsRecordedInTheNextRunToo() throws IOException {
    CapturedRun first = new CapturedRun(dir.resolve("first"));
    PrintStream kept = System.out;
    first.close();
    kept.println("between");
    try (CapturedRun second = new CapturedRun(dir.resolve("second"))) {
      kept.println("logged");
      System.out.println("printed");
      assertThat(second.texts()).containsExactly("logged", "printed");
    }
    assertThat(streams.printed().lines()).containsExactly("between", "logged", "printed");
  }

  @Test
  void aStreamThatTheProgramSetsMeanwhileStays() throws IOException {
    ByteArrayOutputStream elsewhere = new ByteArrayOutputStream();
    PrintStream wrapper;
    try (CapturedRun run = new CapturedRun(dir.resolve("first"))) {
      wrapper = new PrintStream(System.out, true, UTF_8);
      System.setOut(wrapper);
      System.out.print("through a wrapper\n");
      System.setOut(new PrintStream(elsewhere, true, UTF_8));
      System.out.println("elsewhere");
      assertThat(run.texts()).containsExactly("through a wrapper");
      System.setOut(wrapper);
    }
    assertThat(System.out).isSameAs(wrapper);
    assertThat(System.err).isSameAs(streams.err);
    System.out.print("between\n");
    try (CapturedRun run = new CapturedRun(dir.resolve("second"))) {
      System.out.print("through two of ours\n");
      assertThat(run.texts()).containsExactly("through two of ours");
    }
    assertThat(System.out).isSameAs(wrapper);
    assertThat(streams.printed()).isEqualTo("through a wrapper\nbetween\nthrough two of ours\n");
  }

  @Test
  void whatStepscopeSaysItselfIsNotTheProgramsAndLoopsNowhere() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      StandardError.print("stepscope: hello\n");
      run.recorder.failure("a test", new IllegalStateException("on purpose"));
      System.err.print("mine\n");
      assertThat(run.texts()).containsExactly("mine");
    }
    assertThat(streams.printedErrors())
        .startsWith("stepscope: hello\nstepscope: failed in a test")
        .endsWith("mine\n");
  }

  @Test
  void secretsAreNotStored() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      System.out.println("key 0123456789abcdef0123 used");
      System.out.println("password=hunter2horse");
      System.out.print("torn 0123456789");
      System.out.println("abcdef0123");
      System.err.println("-----BEGIN RSA PRIVATE KEY-----");
      System.out.println("between");
      System.err.println("MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn");
      System.err.println("-----END RSA PRIVATE KEY-----");
      System.out.println(
          "x".repeat(LineCut.LONGEST - 10) + "0123456789abcdef0123" + "y".repeat(9_000));
      assertThat(run.texts())
          .containsExactly(
              "key *** used",
              "password=***",
              "torn ***",
              "***",
              "between",
              "***",
              "***",
              "x".repeat(LineCut.LONGEST - 17) + "… [9010 characters more]");
    }
    assertThat(streams.printed()).contains("key 0123456789abcdef0123 used");
  }

  @Test
  void severalThreadsPrintAtOnce() throws Exception {
    int threads = 4;
    int each = 2_000;
    try (CapturedRun run = new CapturedRun(dir)) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < each; i++) {
                    switch (i % 3) {
                      case 0 -> System.out.println("thread " + thread + " line " + i);
                      case 1 -> System.out.printf("thread %d line %d%n", thread, i);
                      default -> System.out.print("thread " + thread + " line " + i + "\n");
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      pool.shutdown();
      assertThat(run.texts())
          .as("what was printed, in that order")
          .containsExactlyElementsOf(streams.printed().lines().toList());
      for (int t = 0; t < threads; t++) {
        String prefix = "thread " + t + " line ";
        assertThat(run.texts().stream().filter(text -> text.startsWith(prefix)))
            .hasSize(each)
            .last()
            .isEqualTo(prefix + (each - 1));
      }
    }
  }

  @Test
  void aJournalThatIsClosedLeavesPrintingUnharmedAndTheLossIsCounted() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      System.out.println("recorded");
      run.breakJournal();
      System.out.println("lost");
      System.out.println("lost, too");
      assertThat(run.recorder.lost()).containsEntry("console", 2L);
      assertThat(run.texts()).containsExactly("recorded");
    }
    assertThat(streams.printed().lines()).containsExactly("recorded", "lost", "lost, too");
  }

  @Test
  void aFailureOfOursLeavesPrintingUnharmedAndIsSaidLater() throws IOException {
    try (CapturedRun run = new CapturedRun(dir)) {
      run.breakClock();
      System.out.print("a\n");
      System.err.print("b\n");
      assertThat(streams.printedErrors()).isEqualTo("b\n");
      assertThat(run.recorder.failures()).containsEntry("recording a console line", 2L);
      run.recorder.sayFailures();
      run.recorder.sayFailures();
      assertThat(streams.printedErrors().lines())
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("b"),
              line ->
                  assertThat(line)
                      .startsWith("stepscope: failed in recording a console line")
                      .contains("no time"));
    }
    assertThat(streams.printed()).isEqualTo("a\n");
  }

  @Test
  void aJournalBeyondItsMaximumTakesNoMoreLines() throws IOException {
    JournalOptions small = JournalOptions.defaults().withMaxBytes(100_000);
    try (CapturedRun run = new CapturedRun(dir, small)) {
      for (int i = 0; i < 10_000; i++) {
        System.out.println("line " + i + " of a program that prints without end");
      }
      long lost = run.recorder.lost().getOrDefault("console", 0L);
      assertThat(lost).isBetween(5_000L, 9_999L);
      assertThat(run.lines()).hasSize((int) (10_000 - lost));
    }
    assertThat(streams.printed().lines()).hasSize(10_000);
  }

  @Test
  void aProgramMayHaveNoStream() throws IOException {
    System.setErr(null);
    try (CapturedRun run = new CapturedRun(dir)) {
      System.out.println("a");
      assertThat(System.err).isNull();
      assertThat(run.texts()).containsExactly("a");
    }
    assertThat(System.err).isNull();
  }
}
