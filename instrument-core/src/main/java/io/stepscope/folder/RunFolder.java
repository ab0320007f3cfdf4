package io.stepscope.folder;

import java.nio.file.Path;

/**
 * The folder of one run and what lies where in it.
 *
 * @param root the folder itself; its name is the run's id
 */
public record RunFolder(Path root) {

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

  /** Locked by the recording process as long as it lives. */
  public Path lock() {
    return root.resolve("run.lock");
  }

  /** Summary for people and scripts. */
  public Path summary() {
    return root.resolve("run.json");
  }
}
