package io.stepscope.tracker;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a tracker could write into a folder, without making it. */
public final class FolderCheck {

  private FolderCheck() {}

  /** How a folder stands that is made when it is needed. */
  public static Finding of(Path folder) {
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there)) {
      Path parent = there.getParent();
      if (parent == null) {
        break;
      }
      there = parent;
    }
    if (!Files.isDirectory(there)) {
      return Finding.problem(
          "folder", folder + " cannot be made: " + there + " is no folder", "name another one");
    }
    if (!Files.isWritable(there)) {
      return Finding.problem(
          "folder",
          there + " cannot be written",
          "give the user "
              + System.getProperty("user.name")
              + " the right to, or name another one");
    }
    return Finding.ok("folder", "writes into " + folder);
  }
}
