package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRoundTripTest {
  @TempDir Path folder;

  @Test
  void everyKindOfEventComesBackAsItWas() throws IOException {
    List<Event> written = EveryKind.events();

    try (JournalWriter journal = Journals.open(folder)) {
      assertThat(written).allMatch(journal::append);
      assertThat(journal.trouble()).isEmpty();
    }

    SameEvents.assertSame(Journals.readAll(folder), written);
    assertThat(written.stream().map(Event::kind).distinct())
        .containsExactlyInAnyOrder(EventKind.values());
  }

  @Test
  void plainFileWritesGiveTheSameEvents() throws IOException {
    List<Event> written = EveryKind.events();

    try (JournalWriter journal = Journals.openPlain(folder)) {
      assertThat(written).allMatch(journal::append);
      assertThat(journal.trouble()).isEmpty();
      SameEvents.assertSame(Journals.readAll(folder), written);
    }

    SameEvents.assertSame(Journals.readAll(folder), written);
    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      SameEvents.assertSame(Journals.follow(follower), written);
    }
  }

  @Test
  void aFollowerGetsThemTooWhileTheJournalIsOpen() throws IOException {
    List<Event> written = EveryKind.events();

    try (JournalWriter journal = Journals.open(folder);
        JournalFollower follower = JournalFollower.open(folder, "")) {
      assertThat(written).allMatch(journal::append);
      SameEvents.assertSame(Journals.follow(follower), written);
    }
  }

  @Test
  void primitiveMethodsWriteTheSameAsEvents() throws IOException {
    try (JournalWriter journal = Journals.open(folder)) {
      int name = journal.nameId("train/loss");
      assertThat(journal.nameId("train/loss")).isEqualTo(name);
      assertThat(journal.scalar(name, 4, 2, 17, 0.25)).isTrue();
      assertThat(journal.scalar(name, -1, -1, 18, 0.1f)).isTrue();
      assertThat(journal.timing(journal.nameId("time/step"), 4, 2, 19, 5)).isTrue();
      assertThat(journal.stepComplete(4, 2, 20)).isTrue();
    }

    List<Event> events = Journals.readAll(folder);
    assertThat(events)
        .extracting(Event::kind)
        .containsExactly(
            EventKind.SCALAR, EventKind.SCALAR, EventKind.TIMING, EventKind.STEP_COMPLETE);
    Scalar second = (Scalar) events.get(1);
    assertThat(second.float32()).isTrue();
    assertThat((float) second.value()).isEqualTo(0.1f);
    assertThat(second.stamp().hasStep()).isFalse();
    assertThat(events.get(3).stamp().epoch()).isEqualTo(2);
  }

  @Test
  void namesThatCannotBeStoredAreCountedAsLost() throws IOException {
    try (JournalWriter journal = Journals.open(folder)) {
      assertThat(journal.scalar(journal.nameId(""), 0, 0, 0, 1.0)).isFalse();
      assertThat(journal.scalar(journal.nameId("ü".repeat(513)), 0, 0, 0, 1.0)).isFalse();
      assertThat(journal.scalar(journal.nameId("ü".repeat(512)), 0, 0, 0, 1.0)).isTrue();
      assertThat(journal.scalar(99, 0, 0, 0, 1.0)).isFalse();
      assertThat(journal.lost(EventKind.SCALAR)).isEqualTo(3);
      assertThat(journal.trouble()).contains("name");
    }
  }

  @Test
  void tenThousandNamesWork() throws IOException {
    int names = 12_000;
    try (JournalWriter journal = Journals.open(folder)) {
      for (int i = 0; i < 3 * names; i++) {
        int id = journal.nameId("parameter/" + i % names);
        assertThat(journal.scalar(id, i, 0, i, (double) i)).isTrue();
      }
    }

    List<Event> events = Journals.readAll(folder);
    assertThat(events).hasSize(3 * names);
    for (int i = 0; i < events.size(); i++) {
      Scalar scalar = (Scalar) events.get(i);
      assertThat(scalar.name()).isEqualTo("parameter/" + i % names);
      assertThat(scalar.value()).isEqualTo(i);
    }
  }

  @Test
  void afterCloseEventsAreCountedAsLost() throws IOException {
    JournalWriter journal = Journals.open(folder);
    int name = journal.nameId("loss");
    journal.scalar(name, 0, 0, 0, 1.0);
    journal.close();
    journal.close();

    assertThat(journal.scalar(name, 1, 0, 0, 1.0)).isFalse();
    assertThat(journal.stepComplete(1, 0, 0)).isFalse();
    assertThat(EveryKind.events()).noneMatch(journal::append);
    assertThat(Arrays.stream(EventKind.values()).mapToLong(journal::lost).sum())
        .isEqualTo(2 + EveryKind.events().size());
    assertThat(Journals.readAll(folder)).hasSize(1);
  }
}
