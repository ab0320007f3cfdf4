package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How trackers stand with a run according to what was stored last; nothing is forwarded. */
public final class StoredStatus {

  private StoredStatus() {}

  /**
   * Reads the cursors of a run, by name of the tracker. One that cannot be read is {@link
   * State#RETRYING} with the reason.
   *
   * @throws IOException if the folder of the cursors cannot be read
   */
  public static List<ForwardStatus> read(RunFolder run) throws IOException {
    if (!Files.isDirectory(run.cursors())) {
      return List.of();
    }
    List<String> trackers;
    try (Stream<Path> files = Files.list(run.cursors())) {
      // Beside each cursor lie its lock and, for a moment, its successor.
      trackers =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.contains("."))
              .sorted()
              .toList();
    }
    List<ForwardStatus> status = new ArrayList<>();
    for (String tracker : trackers) {
      status.add(read(run, tracker));
    }
    return status;
  }

  private static ForwardStatus read(RunFolder run, String tracker) {
    try {
      Cursor cursor = new CursorFile(run, tracker).load();
      if (cursor == null) {
        return new ForwardStatus(tracker, State.FORWARDING, "", new Receipts());
      }
      State unfinished = cursor.trouble().isEmpty() ? State.FORWARDING : State.RETRYING;
      return new ForwardStatus(
          tracker,
          cursor.complete() ? State.COMPLETE : unfinished,
          cursor.trouble(),
          cursor.receipts());
    } catch (IOException e) {
      return new ForwardStatus(
          tracker, State.RETRYING, String.valueOf(e.getMessage()), new Receipts());
    }
  }
}
