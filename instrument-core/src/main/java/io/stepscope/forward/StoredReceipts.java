package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How trackers stand with a run, as its folder says; opens no lock file and forwards nothing. */
public final class StoredReceipts {

  private StoredReceipts() {}

  /** Every tracker that the run was or is forwarded to, by name. */
  public static List<ForwardStatus> of(RunFolder run) throws IOException {
    List<ForwardStatus> all = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(run.cursors(), StoredReceipts::isCursor)) {
      for (Path file : files) {
        all.add(read(run, String.valueOf(file.getFileName())));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    all.sort(Comparator.comparing(ForwardStatus::tracker));
    return all;
  }

  private static boolean isCursor(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.endsWith(CursorFile.NEXT)
        && !name.endsWith(CursorLock.SUFFIX)
        && !name.endsWith(SetAside.SUFFIX)
        && !name.endsWith(SkippedEvents.SUFFIX);
  }

  private static ForwardStatus read(RunFolder run, String tracker) throws IOException {
    try (CursorFile file = new CursorFile(run, tracker)) {
      Cursor cursor = file.load();
      if (cursor == null) {
        cursor = Cursor.start();
      }
      State state = cursor.trouble().isEmpty() ? State.FORWARDING : State.RETRYING;
      return new ForwardStatus(
          tracker, cursor.complete() ? State.COMPLETE : state, cursor.trouble(), cursor.receipts());
    } catch (IOException e) {
      return new ForwardStatus(tracker, State.RETRYING, TrackerSession.oneLine(e), new Receipts());
    }
  }
}
