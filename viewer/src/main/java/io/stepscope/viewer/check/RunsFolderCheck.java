package io.stepscope.viewer.check;

import io.stepscope.event.Stamp;
import io.stepscope.event.Text;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.folder.RunLock;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.FolderCheck;
import io.stepscope.viewer.run.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether runs can be recorded into a folder: tries it with a run of its own, which it removes. A
 * folder that is not there yet is not made; what it will lie in is tried instead.
 */
public final class RunsFolderCheck {
  private static final long TOO_LITTLE = 64L << 20;
  private static final long LITTLE = 1L << 30;

  private final Path dir;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  private RunsFolderCheck(Path dir, Clock clock) {
    this.dir = dir;
    this.clock = clock;
  }

  /** Looks at the folder of all runs. */
  public static Examination of(Path dir, Clock clock) {
    RunsFolderCheck check = new RunsFolderCheck(dir, clock);
    check.run();
    return new Examination("run folder", check.findings);
  }

  private void run() {
    Finding folder = FolderCheck.of(dir);
    if (folder.grade() == Finding.Grade.PROBLEM) {
      findings.add(
          new Finding(
              folder.grade(),
              folder.subject(),
              folder.state(),
              "set dir to a folder that can be"
                  + " written; until then runs are recorded into the temporary directory"));
      return;
    }
    Path there = dir.toAbsolutePath().normalize();
    Path parent = there.getParent();
    while (!Files.isDirectory(there) && parent != null) {
      there = parent;
      parent = there.getParent();
    }
    findings.add(
        Finding.ok("folder", dir + (Files.isDirectory(dir) ? " can be written" : " will be made")));
    try {
      space(there);
      tryARun(there);
    } catch (IOException | RuntimeException e) {
      findings.add(
          Finding.problem(
              "recording",
              "a run cannot be recorded there: " + Reasons.of(e),
              "set dir to a folder on a local disk with room"));
    }
  }

  private void space(Path there) throws IOException {
    long bytes = Files.getFileStore(there).getUsableSpace();
    String left = String.format(Locale.ROOT, "%,d MiB free", bytes >> 20);
    String fix = "make room, or set dir to another disk";
    if (bytes < TOO_LITTLE) {
      findings.add(Finding.problem("space", left, fix));
    } else if (bytes < LITTLE) {
      findings.add(Finding.warning("space", left + "; a long run may need more", fix));
    } else {
      findings.add(Finding.ok("space", left));
    }
  }

  private void tryARun(Path there) throws IOException {
    Path trial = Files.createTempDirectory(there, ".stepscope-doctor");
    try {
      RunFolder run = new RunFolder(trial.resolve("trial"));
      locks(run);
      journal(run);
    } finally {
      remove(trial);
    }
  }

  private void locks(RunFolder run) {
    try (RunLock lock = RunLock.tryAcquire(run, 0)) {
      boolean seen = lock != null && RunLiveness.isAlive(run, clock);
      findings.add(
          seen
              ? Finding.ok("locks", "work: a process that dies is noticed at once")
              : noLocks("a lock cannot be seen"));
    } catch (IOException e) {
      findings.add(noLocks(Reasons.of(e)));
    }
  }

  private static Finding noLocks(String why) {
    return Finding.warning(
        "locks",
        "do not work (" + why + "): a process that dies is noticed after 30 s",
        "set dir to a folder on a local disk");
  }

  private void journal(RunFolder run) throws IOException {
    String trouble;
    try (JournalWriter journal =
        JournalWriter.open(run.journal(0), run.id(), 0, JournalOptions.defaults())) {
      Stamp stamp =
          new Stamp(run.id(), 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, clock.millis() * 1000);
      if (!journal.append(new Text(stamp, "trial", "trial"))) {
        throw new IOException(journal.trouble());
      }
      trouble = journal.trouble();
    }
    List<Object> read = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(run.journal(0))) {
      reader.readAll(read::add);
    }
    if (read.size() != 1) {
      throw new IOException("what was written is not there");
    }
    String type = Files.getFileStore(run.root()).type();
    findings.add(
        trouble.isEmpty()
            ? Finding.ok("journal", "is written through mapped memory, on " + type)
            : Finding.warning(
                "journal",
                trouble,
                "set dir to a folder on a local disk, where recording costs less"));
  }

  private static void remove(Path trial) throws IOException {
    try (Stream<Path> all = Files.walk(trial)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
