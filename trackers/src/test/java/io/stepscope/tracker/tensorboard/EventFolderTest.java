package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.RunImport;
import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.folder.RunFolder;
import io.stepscope.foreign.ForeignRun;
import io.stepscope.tracker.testkit.ImportedRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files as they are found: growing, cut off, damaged, restarted, full of the unknown. */
class EventFolderTest {
  private static final long START = 1_700_000_000_000_000L;

  @TempDir private Path dir;

  private final ScalarSeries series = new ScalarSeries();
  private final List<String> notices = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  @Test
  void readsWhatIsWholeAndTheRestWhenItIsThere() throws IOException {
    Path file = written("run", "1", 0, 20);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 7));

    RunImport.Result first = imported().get(0);
    assertThat(first.events()).containsEntry(EventKind.SCALAR, 19L);
    assertThat(first.remarks()).singleElement().asString().contains("ends within a record at byte");
    assertThat(imported().get(0).outcome()).isEqualTo(RunImport.Outcome.UNCHANGED);

    Files.write(file, whole);
    RunImport.Result second = imported().get(0);
    assertThat(second.outcome()).isEqualTo(RunImport.Outcome.CONTINUED);
    assertThat(second.run()).isEqualTo(first.run());
    assertThat(steps(first.run())).isEqualTo(upTo(20));
  }

  @Test
  void neverFailsWhereverAFileIsCut() throws IOException {
    Path file = written("run", "1", 0, 4);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      for (RunImport.Result result : imported()) {
        assertThat(result.run()).isNotEmpty();
      }
    }
    assertThat(steps(imported().get(0).run())).isEqualTo(upTo(4));
  }

  @Test
  void passesOverADamagedRecordAndStopsWhereTheFramingIsLost() throws IOException {
    Path file = written("payload", "1", 0, 10);
    damage(file, record(file, 5) + 14);
    Path other = written("length", "1", 0, 10);
    damage(other, record(other, 5) + 2);

    List<RunImport.Result> results = imported();

    assertThat(steps(results.get(0).run())).isEqualTo(List.of(0L, 1L, 2L));
    assertThat(results.get(0).remarks())
        .singleElement()
        .asString()
        .contains("is damaged from byte", "read up to there");
    assertThat(steps(results.get(1).run())).isEqualTo(List.of(0L, 1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L));
    assertThat(results.get(1).remarks())
        .singleElement()
        .asString()
        .contains("holds 1 damaged records, passed over");
  }

  @Test
  void goesOnBehindALastRecordThatWasDamaged() throws IOException {
    Path file = written("run", "1", 0, 10);
    int last = record(file, 11) + 14;
    damage(file, last);

    RunImport.Result first = imported().get(0);
    assertThat(steps(first.run())).isEqualTo(upTo(9));
    assertThat(imported().get(0).outcome()).isEqualTo(RunImport.Outcome.UNCHANGED);

    damage(file, last);
    assertThat(imported().get(0).outcome()).isEqualTo(RunImport.Outcome.CONTINUED);
    assertThat(steps(first.run())).isEqualTo(upTo(10));
  }

  @Test
  void leavesOutWhatARestartTookBack() throws IOException {
    written("run", "1", 0, 10);
    try (EventFile file = create("run", "2")) {
      file.sessionStart(START + 20_000_000, 6);
      points(file, 6, 12);
    }

    RunImport.Result result = imported().get(0);

    assertThat(steps(result.run())).isEqualTo(upTo(12));
    assertThat(result.leftOut()).isEqualTo(Map.of("taken back by a restart", 4L));
  }

  @Test
  void keepsEverythingIfAsked() throws IOException {
    written("run", "1", 0, 3);
    written("run", "2", 1, 4);

    assertThat(steps(ImportedRun.into(dir.resolve("runs"), dir.resolve("logs"), true).get(0).run()))
        .isEqualTo(List.of(0L, 1L, 2L, 1L, 2L, 3L));
  }

  @Test
  void keepsSeveralPointsOfOneStep() throws IOException {
    try (EventFile file = create("run", "1")) {
      points(file, 0, 1);
      points(file, 0, 1);
      points(file, 0, 2);
    }

    assertThat(steps(imported().get(0).run())).isEqualTo(List.of(0L, 0L, 0L, 1L));
  }

  @Test
  void tellsARestartThatCameAfterAnImport() throws IOException {
    written("run", "1", 0, 10);
    String run = imported().get(0).run();
    try (EventFile file = create("run", "2")) {
      file.sessionStart(START + 20_000_000, 6);
      points(file, 6, 8);
    }

    assertThat(imported().get(0).events()).containsEntry(EventKind.SCALAR, 2L);
    List<RunStarted> starts = ImportedRun.events(folder(run), RunStarted.class);
    assertThat(starts).extracting(start -> start.stamp().step()).containsExactly(-1L, 6L);
    assertThat(steps(run)).hasSize(12);
  }

  @Test
  void seesThatAFileIsAnother() throws IOException {
    Path file = written("run", "1", 0, 10);
    imported();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, record(file, 8)));

    assertThatThrownBy(this::imported)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the file that was imported before");
  }

  @Test
  void countsWhatItCannotTakeAndKeepsPicturesOfOtherFormats() throws IOException {
    byte[] gif = "GIF89a...".getBytes(StandardCharsets.US_ASCII);
    try (EventFile file = create("run", "1")) {
      value(file, "sound", out -> out.end(out.begin(SummaryValue.AUDIO)));
      value(
          file,
          "curve",
          out -> {
            plugin(out, "pr_curves");
            out.end(out.begin(SummaryValue.TENSOR));
          });
      value(
          file,
          "film",
          out -> {
            int image = out.begin(SummaryValue.IMAGE);
            out.bytes(4, gif);
            out.end(image);
          });
      value(
          file,
          "cells",
          out -> {
            plugin(out, "text");
            int tensor = out.begin(SummaryValue.TENSOR);
            out.int64(1, TensorValue.STRING);
            int shape = out.begin(2);
            for (int size : new int[] {2, 1}) {
              int dim = out.begin(2);
              out.int64(1, size);
              out.end(dim);
            }
            out.end(shape);
            out.string(8, "one");
            out.string(8, "two");
            out.end(tensor);
          });
      points(file, 0, 1);
    }

    RunImport.Result result = imported().get(0);

    assertThat(result.leftOut()).isEqualTo(Map.of("audio", 1L, "plugin pr_curves", 1L));
    assertThat(ImportedRun.events(folder(result.run()), Artifact.class))
        .singleElement()
        .satisfies(
            artifact -> {
              assertThat(artifact.name()).isEqualTo("images/film/step-0.gif");
              assertThat(folder(result.run()).artifacts().resolve(artifact.sha256()))
                  .hasBinaryContent(gif);
            });
    assertThat(ImportedRun.events(folder(result.run()), Table.class))
        .singleElement()
        .satisfies(
            table -> assertThat(table.rows()).isEqualTo(List.of(List.of("one"), List.of("two"))));
  }

  @Test
  void countsRecordsThatAreNoEvents() throws IOException {
    try (EventFile file = create("run", "1")) {
      ProtoWriter out = file.begin(START, 0);
      out.ensure(2);
      out.raw(EventFile.SUMMARY << 3 | 2);
      out.raw(100);
      file.end();
      points(file, 0, 2);
    }

    RunImport.Result result = imported().get(0);

    assertThat(steps(result.run())).isEqualTo(upTo(2));
    assertThat(result.leftOut()).isEqualTo(Map.of("unreadable", 1L));
  }

  @Test
  void passesOverRunsOfOursAndSaysSo() throws IOException {
    written("run", "1", 0, 2);
    Path ours = dir.resolve("logs").resolve("ours");
    Files.createDirectories(ours.resolve("journal"));
    Files.createFile(ours.resolve("run.lock"));
    Files.createFile(ours.resolve("events.out.tfevents.1.x"));
    Files.createDirectories(dir.resolve("logs/empty"));
    Files.createFile(dir.resolve("logs/empty/events.out.tfevents.2.x"));

    List<ForeignRun> runs =
        new TensorBoardFormat().find(dir.resolve("logs"), notices::add, troubles::add);

    assertThat(runs).extracting(ForeignRun::name).containsExactly("run");
    assertThat(notices)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("ours is a run of Stepscope already"),
            line -> assertThat(line).contains("empty holds no event yet"));
  }

  @Test
  void takesARunOnceWhateverLinksThereAreToIt() throws IOException {
    Path logs = dir.toRealPath().resolve("logs");
    written("version_3", "1", 0, 2);
    Files.createSymbolicLink(logs.resolve("latest"), Path.of("version_3"));
    Files.createSymbolicLink(logs.resolve("here"), logs);
    Files.move(written("elsewhere", "2", 0, 2).getParent(), dir.resolve("elsewhere"));
    for (String link : List.of("one", "two")) {
      Files.createSymbolicLink(logs.resolve(link), dir.resolve("elsewhere"));
    }

    List<ForeignRun> runs = new TensorBoardFormat().find(logs, notices::add, troubles::add);

    assertThat(runs).extracting(ForeignRun::name).containsExactly("one", "version_3");
    assertThat(notices)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("latest leads to", "version_3, which is imported"),
            line -> assertThat(line).contains("two leads to", "elsewhere, which is imported"),
            line -> assertThat(line).contains("here leads to a folder that it lies in"));
    assertThat(troubles).isEmpty();
  }

  private List<RunImport.Result> imported() throws IOException {
    List<RunImport.Result> results = new ArrayList<>();
    for (ForeignRun run :
        new TensorBoardFormat().find(dir.resolve("logs"), notices::add, troubles::add)) {
      results.add(
          new RunImport(dir.resolve("runs"), "test", false).of("tensorboard", run, bytes -> {}));
    }
    return results;
  }

  private RunFolder folder(String run) {
    return new RunFolder(dir.resolve("runs").resolve(run));
  }

  private List<Long> steps(String run) throws IOException {
    return ImportedRun.events(folder(run), Scalar.class).stream()
        .map(Event::stamp)
        .map(stamp -> stamp.step())
        .toList();
  }

  private static List<Long> upTo(long end) {
    List<Long> steps = new ArrayList<>();
    for (long step = 0; step < end; step++) {
      steps.add(step);
    }
    return steps;
  }

  private EventFile create(String run, String number) throws IOException {
    Path path = dir.resolve("logs").resolve(run).resolve("events.out.tfevents." + number + ".x");
    EventFile file = EventFile.create(path);
    file.version(START + Long.parseLong(number) * 1_000_000);
    return file;
  }

  private Path written(String run, String number, int first, int end) throws IOException {
    try (EventFile file = create(run, number)) {
      points(file, first, end);
    }
    return dir.resolve("logs").resolve(run).resolve("events.out.tfevents." + number + ".x");
  }

  private void points(EventFile file, int first, int end) throws IOException {
    for (int step = first; step < end; step++) {
      file.scalar(START + step * 1_000L, step, series.of("loss"), step);
    }
    file.flush();
  }

  private static void value(EventFile file, String tag, Content content) throws IOException {
    ProtoWriter out = file.begin(START, 0);
    int summary = out.begin(EventFile.SUMMARY);
    int value = out.begin(1);
    out.string(1, tag);
    content.write(out);
    out.end(value);
    out.end(summary);
    file.end();
    file.flush();
  }

  private static void plugin(ProtoWriter out, String name) {
    int metadata = out.begin(9);
    int plugin = out.begin(1);
    out.string(1, name);
    out.end(plugin);
    out.end(metadata);
  }

  /** Where the n-th record of a file begins. */
  private static int record(Path file, int number) throws IOException {
    try (RecordFile records = RecordFile.open(file, Long.MAX_VALUE)) {
      for (int i = 0; i < number; i++) {
        assertThat(records.next()).isTrue();
      }
      return (int) records.start();
    }
  }

  private static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private interface Content {
    void write(ProtoWriter out);
  }
}
