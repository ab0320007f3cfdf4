package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A close says whether an exception is what it is called for, in all the ways that Java has. */
class UnwindingTest {

  private final Closing closing = new Closing();

  @Test
  void aBlockWithResources() {
    assertThat(of(() -> block(closing, false))).isFalse();
    assertThat(of(() -> block(closing, true))).isTrue();
  }

  @Test
  void aBlockWithSeveralResources() {
    assertThat(of(() -> blocks(closing, false))).isFalse();
    assertThat(of(() -> blocks(closing, true))).isTrue();
  }

  @Test
  void aBlockWhoseExceptionIsCaughtByTheSameMethod() {
    assertThat(of(() -> caught(closing, true))).isTrue();
    assertThat(of(() -> caught(closing, false))).isFalse();
  }

  @Test
  void aFinally() {
    assertThat(of(() -> inFinally(closing, false))).isFalse();
    assertThat(of(() -> inFinally(closing, true))).isTrue();
  }

  @Test
  void aCatchThatThrowsAgain() {
    assertThat(of(() -> rethrown(closing, false))).isFalse();
    assertThat(of(() -> rethrown(closing, true))).isTrue();
  }

  @Test
  void aCatchThatGoesOn() {
    assertThat(of(() -> caughtFirst(closing))).as("the close of a training that failed").isFalse();
  }

  @Test
  void anObjectThatIsClosedByAnother() {
    assertThat(of(() -> wrapped(closing, false))).isFalse();
    assertThat(of(() -> wrapped(closing, true))).isTrue();
  }

  @Test
  void anExceptionThatComesLater() {
    assertThat(of(() -> later(closing))).isFalse();
  }

  @Test
  void aFallbackWithinACatch() {
    assertThat(of(() -> fallback(closing))).isFalse();
  }

  /**
   * As compilers before Java 11, and Kotlin's, write the end of a block: in a method of its own.
   */
  @Test
  void aMethodThatClosesAndSuppresses() {
    assertThat(of(() -> closeResource(null, closing))).isFalse();
    assertThat(of(() -> closeResource(new IllegalStateException("first"), closing))).isTrue();
  }

  private boolean of(ThrowingCallable program) {
    try {
      program.call();
    } catch (Throwable expected) {
      assertThat(expected).hasMessageStartingWith("no more");
    }
    return closing.unwinding;
  }

  private static void block(Closing resource, boolean fails) {
    try (resource) {
      train(fails);
    }
  }

  private static void blocks(Closing resource, boolean fails) throws Exception {
    try (AutoCloseable first = () -> {};
        Closing second = resource;
        AutoCloseable third = () -> {}) {
      train(fails);
      assertThat(first).isNotSameAs(second).isNotSameAs(third);
    }
  }

  private static boolean caught(Closing resource, boolean fails) {
    try (resource) {
      train(fails);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static void inFinally(@Nullable Closing resource, boolean fails) {
    try {
      train(fails);
    } finally {
      if (resource != null) {
        resource.close();
      }
      Thread.onSpinWait(); // Anything else that is cleaned up.
    }
  }

  private static void rethrown(Closing resource, boolean fails) {
    try {
      train(fails);
    } catch (IllegalStateException e) {
      resource.close();
      throw new IllegalArgumentException("no more of it", e);
    }
    resource.close();
  }

  private static void caughtFirst(Closing resource) {
    try {
      train(true);
    } catch (IllegalStateException e) {
      resource.close();
    }
  }

  private static void wrapped(Closing resource, boolean fails) throws Exception {
    try (Wrapper wrapper = new Wrapper(resource)) {
      assertThat(wrapper.inner).isSameAs(resource);
      train(fails);
    }
  }

  private static void later(Closing resource) {
    try (resource) {
      train(false);
    }
    throw new IllegalStateException("no more, after the training");
  }

  private static void fallback(Closing resource) {
    try {
      train(true);
    } catch (IllegalStateException e) {
      block(resource, false);
      try (resource) {
        train(false);
      }
    }
  }

  private static void closeResource(@Nullable Throwable primary, Closing resource) {
    if (primary == null) {
      resource.close();
    } else {
      try {
        resource.close();
      } catch (Throwable more) {
        primary.addSuppressed(more);
      }
    }
  }

  private static void train(boolean fails) {
    if (fails) {
      throw new IllegalStateException("no more");
    }
  }

  /** In the place of a trainer. */
  private static final class Closing implements AutoCloseable {
    private boolean unwinding;

    @Override
    public void close() {
      unwinding = Unwinding.closes(Closing.class);
    }
  }

  /** A program's own class around a trainer. */
  private record Wrapper(AutoCloseable inner) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      inner.close();
    }
  }
}
