package io.stepscope.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one run and what lies where in it.
 *
 * @param root the folder itself; its name is the run's id
 */
public record RunFolder(Path root) {
  private static final Pattern RANK_OF_LOCK = Pattern.compile("run\\.lock(?:\\.(\\d{1,9}))?");

  /** The run's id. */
  public String id() {
    return String.valueOf(root.getFileName());
  }

  /** The journals of all ranks, a folder each. */
  public Path journals() {
    return root.resolve("journal");
  }

  /** The journal of one rank. */
  public Path journal(int rank) {
    return journals().resolve(Integer.toString(rank));
  }

  /** Files of the run, named by their SHA-256. */
  public Path artifacts() {
    return root.resolve("artifacts");
  }

  /** Positions and receipts, per tracker. */
  public Path cursors() {
    return root.resolve("cursors");
  }

  /** The mailbox through which the run is steered while it goes on. */
  public Path control() {
    return root.resolve("control");
  }

  /** Locked by the recording process as long as it lives. */
  public Path lock() {
    return lock(0);
  }

  /** Locked by the process that records a rank; that of rank 0 is {@link #lock()}. */
  Path lock(int rank) {
    return root.resolve(rank == 0 ? "run.lock" : "run.lock." + rank);
  }

  /** Numbers of the ranks that a process holds or once held the lock of, in no order. */
  List<Integer> lockedRanks() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .map(child -> RANK_OF_LOCK.matcher(String.valueOf(child.getFileName())))
          .filter(Matcher::matches)
          .map(name -> name.group(1) == null ? 0 : Integer.parseInt(name.group(1)))
          .toList();
    }
  }

  /** Summary for people and scripts. */
  public Path summary() {
    return root.resolve("run.json");
  }

  /** Numbers of the ranks that recorded, rising. */
  public List<Integer> ranks() throws IOException {
    if (!Files.isDirectory(journals())) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(journals())) {
      return children
          .map(child -> String.valueOf(child.getFileName()))
          .filter(name -> name.matches("\\d{1,9}"))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    }
  }

  /**
   * The runs in {@code dir}, newest first as far as their ids begin with a date; none when it is
   * not there.
   *
   * @throws IOException if the folder is there and cannot be read
   */
  public static List<RunFolder> list(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(dir)) {
      return children
          .map(RunFolder::new)
          .filter(run -> Files.isDirectory(run.journals()))
          .sorted(Comparator.comparing(RunFolder::id).reversed())
          .toList();
    }
  }
}
