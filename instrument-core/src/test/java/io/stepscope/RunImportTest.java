package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Text;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLock;
import io.stepscope.folder.RunState;
import io.stepscope.foreign.ForeignEvents;
import io.stepscope.foreign.ForeignPart;
import io.stepscope.foreign.ForeignRun;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunImportTest {
  private static final String ID = "20231114-221320-abcdef";

  @TempDir private Path dir;

  private final Source source = new Source();

  @Test
  void makesARunWithTheTimesOfItsSource() throws IOException {
    source.values = 5;

    RunImport.Result result = imported();

    assertThat(result.outcome()).isEqualTo(RunImport.Outcome.IMPORTED);
    assertThat(result.events())
        .isEqualTo(Map.of(EventKind.SCALAR, 5L, EventKind.TEXT, 1L, EventKind.ARTIFACT, 1L));
    assertThat(result.leftOut()).isEqualTo(Map.of("audio", 1L));
    List<Event> events = events();
    assertThat(events.get(0)).isInstanceOf(RunStarted.class);
    assertThat(events.get(0).stamp().timeMicros()).isEqualTo(1_000_000);
    assertThat(events).filteredOn(RunStarted.class::isInstance).hasSize(1);
    assertThat(steps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(events).extracting(event -> event.stamp().run()).containsOnly(ID);
    assertThat(events.get(events.size() - 1))
        .isEqualTo(
            new RunEnded(events.get(events.size() - 1).stamp(), RunStatus.FINISHED, "imported"));
    assertThat(events)
        .filteredOn(event -> event instanceof Params)
        .extracting(event -> ((Params) event).values())
        .contains(Map.of("import/format", "fake", "import/place", "/there", "import/files", 1L));
  }

  @Test
  void keepsFilesAsArtifactsAndSecretsOut() throws IOException {
    source.values = 1;
    imported();

    Artifact artifact =
        events().stream()
            .filter(Artifact.class::isInstance)
            .map(Artifact.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(folder().artifacts().resolve(artifact.sha256())).hasContent("bytes");
    assertThat(events())
        .filteredOn(Text.class::isInstance)
        .extracting(event -> ((Text) event).text())
        .allSatisfy(text -> assertThat(text).doesNotContain("s3cr3t-of-mine"));
    assertThat(Files.readString(folder().summary()))
        .contains("\"experiment\": \"group\"", "\"name\": \"trial\"", "\"status\": \"finished\"");
  }

  @Test
  void doesNotDouble() throws IOException {
    source.values = 5;
    imported();

    assertThat(imported().outcome()).isEqualTo(RunImport.Outcome.UNCHANGED);
    assertThat(steps()).hasSize(5);
  }

  @Test
  void addsWhatIsNew() throws IOException {
    source.values = 5;
    imported();
    source.values = 8;

    RunImport.Result result = imported();

    assertThat(result.outcome()).isEqualTo(RunImport.Outcome.CONTINUED);
    assertThat(result.events()).containsEntry(EventKind.SCALAR, 3L);
    assertThat(steps()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(events())
        .filteredOn(RunStarted.class::isInstance)
        .extracting(event -> ((RunStarted) event).resumed())
        .containsExactly(false, true);
    assertThat(RunState.of(folder(), Clock.systemUTC()).status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void goesOnWhereverItWasInterrupted() throws IOException {
    source.values = 6;
    // The source has 8 events, an interruption before each and after the last.
    for (int at = 0; at <= 8; at++) {
      source.breakAt = at;
      assertThatThrownBy(this::imported).hasMessage("interrupted");
    }
    assertThat(RunState.of(folder(), Clock.systemUTC()).status()).isEqualTo(RunStatus.KILLED);
    source.breakAt = -1;
    source.values = 7;

    assertThat(imported().outcome()).isEqualTo(RunImport.Outcome.CONTINUED);
    assertThat(steps()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(events()).filteredOn(RunEnded.class::isInstance).hasSize(2);
    assertThat(events()).filteredOn(Artifact.class::isInstance).hasSize(2);
  }

  @Test
  void makesNothingOfNothing() throws IOException {
    assertThat(imported().outcome()).isEqualTo(RunImport.Outcome.EMPTY);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void leavesARunAloneThatIsImportedByAnother() throws IOException {
    source.values = 1;
    RunLock lock = Objects.requireNonNull(RunLock.tryAcquire(folder(), 0));
    assertThatThrownBy(this::imported)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is being imported by process");
    lock.close();
    assertThat(imported().outcome()).isEqualTo(RunImport.Outcome.IMPORTED);
  }

  private RunImport.Result imported() throws IOException {
    return new RunImport(dir, "group", false).of("fake", source, bytes -> {});
  }

  private RunFolder folder() {
    return new RunFolder(dir.resolve(ID));
  }

  private List<Event> events() throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder().journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  private List<Long> steps() throws IOException {
    return events().stream()
        .filter(Scalar.class::isInstance)
        .map(event -> event.stamp().step())
        .toList();
  }

  /** Numbers from 0 on, a text with a secret, a file, and something that is left out. */
  private static final class Source implements ForeignRun {
    private int values;
    private int breakAt = -1;

    @Override
    public String id() {
      return ID;
    }

    @Override
    public String name() {
      return "trial";
    }

    @Override
    public Path place() {
      return Path.of("/there");
    }

    @Override
    public long bytes() {
      return values;
    }

    @Override
    public ForeignPart part(String from, @Nullable String to, boolean everything) {
      int begin = from.isEmpty() ? 0 : Integer.parseInt(from);
      return new Part(this, begin, to == null ? values : Integer.parseInt(to));
    }
  }

  private record Part(Source source, int from, int to) implements ForeignPart {

    @Override
    public boolean isEmpty() {
      return from == to;
    }

    @Override
    public String end() {
      return Integer.toString(to);
    }

    @Override
    public long firstMicros() {
      return (from + 1) * 1_000_000L;
    }

    @Override
    public long lastMicros() {
      return to * 1_000_000L;
    }

    @Override
    public long restartedAt() {
      return Stamp.NONE;
    }

    @Override
    public Map<String, Object> facts() {
      return Map.of("files", 1L);
    }

    @Override
    public RunStatus status() {
      return RunStatus.FINISHED;
    }

    @Override
    public String reason() {
      return "imported";
    }

    @Override
    public void read(ForeignEvents to) throws IOException {
      int handedOn = 0;
      for (int i = from; i < this.to; i++) {
        breakAt(handedOn++);
        Stamp stamp = new Stamp("", 0, Stamp.UNSEQUENCED, i, Stamp.NONE, (i + 1) * 1_000_000L);
        to.event(new Scalar(stamp, "loss", i, false));
      }
      Stamp last = new Stamp("", 0, Stamp.UNSEQUENCED, 0, Stamp.NONE, lastMicros());
      breakAt(handedOn++);
      to.event(new Text(last, "notes", "password=s3cr3t-of-mine"));
      breakAt(handedOn++);
      to.file(lastMicros(), "a/file.txt", "file", "bytes".getBytes(StandardCharsets.UTF_8));
      to.leftOut("audio");
      breakAt(handedOn);
    }

    private void breakAt(int place) throws IOException {
      if (place == source.breakAt) {
        throw new IOException("interrupted");
      }
    }
  }
}
