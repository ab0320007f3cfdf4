package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CatchUpTest {
  private static final int EVENTS_PER_RUN = 12;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final FakeTracker tracker = new FakeTracker("fake", Capabilities.everything(1_000));
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void deliversTheRestOfEarlierRuns() throws Exception {
    record("one");
    configure("one");
    record("two");
    configure("two");

    catchUp(asked -> false);

    assertThat(isDelivered("one")).isTrue();
    assertThat(isDelivered("two")).isTrue();
    assertThat(said).hasSize(2);
  }

  @Test
  void doesNotTouchRunsThatWereNotConfiguredForTheTracker() throws Exception {
    record("other");

    catchUp(asked -> false);

    assertThat(tracker.held).isEmpty();
    assertThat(new RunFolder(folder.resolve("other")).cursors()).doesNotExist();
  }

  @Test
  void doesNotTouchRunsThatGoOn() throws Exception {
    record("alive");
    configure("alive");

    catchUp(asked -> true);

    assertThat(tracker.held).isEmpty();
  }

  @Test
  void doesNotTouchRunsThatAreComplete() throws Exception {
    record("one");
    configure("one");
    catchUp(asked -> false);
    tracker.openedAt.clear();

    catchUp(asked -> false);

    assertThat(tracker.openedAt).isEmpty();
    assertThat(said).hasSize(1);
  }

  @Test
  void asksATrackerThatRefusedOneRunForNoOther() throws Exception {
    record("one");
    configure("one");
    record("two");
    configure("two");
    tracker.openResult = new Refused("no key");

    catchUp(asked -> false);

    assertThat(said).singleElement().asString().contains("no key");
    assertThat(tracker.openedAt).hasSize(1);
  }

  @Test
  void saysThatACursorIsDamagedAndGoesOn() throws Exception {
    record("one");
    Files.createDirectories(new RunFolder(folder.resolve("one")).cursors());
    Files.writeString(new RunFolder(folder.resolve("one")).cursors().resolve("fake"), "?");
    record("two");
    configure("two");

    catchUp(asked -> false);

    assertThat(isDelivered("two")).isTrue();
    assertThat(said).anyMatch(line -> line.contains("damaged cursor"));
  }

  @Test
  void hasNothingToDoWithoutAFolderOfRuns() throws Exception {
    try (CatchUp catchUp =
        CatchUp.start(folder.resolve("none"), List.of(), asked -> false, said::add)) {
      assertThat(catchUp.await(Duration.ofMinutes(1))).isTrue();
    }
    assertThat(said).isEmpty();
  }

  private void record(String id) throws IOException {
    new RecordedRun(folder, id).steps(0, 10).ended().close();
  }

  private void configure(String id) throws IOException {
    RunFolder run = new RunFolder(folder.resolve(id));
    Files.createDirectories(run.cursors());
    try (CursorFile file = new CursorFile(run, "fake")) {
      file.store(Cursor.start());
    }
  }

  private void catchUp(Liveness liveness) throws InterruptedException {
    List<ConfiguredTracker> trackers =
        List.of(new ConfiguredTracker(tracker, Map.of("test", folder.toString())));
    try (CatchUp catchUp = CatchUp.start(folder, trackers, liveness, said::add)) {
      assertThat(catchUp.await(Duration.ofMinutes(1))).isTrue();
    }
  }

  private boolean isDelivered(String id) throws IOException {
    Cursor cursor = new CursorFile(new RunFolder(folder.resolve(id)), "fake").load();
    return cursor != null
        && cursor.complete()
        && cursor.receipts().total(Fate.DELIVERED) == EVENTS_PER_RUN;
  }
}
