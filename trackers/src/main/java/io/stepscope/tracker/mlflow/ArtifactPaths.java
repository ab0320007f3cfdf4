package io.stepscope.tracker.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where in a run's artifacts things lie. */
final class ArtifactPaths {
  /** Folder for what Stepscope adds, so that it is not taken for files of the user. */
  static final String OURS = "stepscope/";

  /** Most bytes that file systems allow are 255; a picture's name goes on behind this. */
  private static final int MOST_BYTES = 150;

  private static final int CUT_CHARS = 45;
  private static final int LONGEST_ENDING = 12;

  private ArtifactPaths() {}

  /** The name of a series as part of a path. */
  static String ofSeries(String name) {
    return shortened(Names.allowed(name));
  }

  /** A user's name for a file, as a path that stays within the run. */
  static String ofFile(String name) {
    List<String> segments = new ArrayList<>();
    for (String segment : name.replace('\\', '/').split("/")) {
      String clean = segment.replaceAll("\\p{Cntrl}", "_");
      boolean climbs = clean.equals(".") || clean.equals("..");
      if (!clean.isEmpty()) {
        segments.add(climbs ? "_".repeat(clean.length()) : shortened(clean));
      }
    }
    return segments.isEmpty() ? "_" : String.join("/", segments);
  }

  /** The name itself, or a beginning of it with a hash of the whole, and its ending. */
  private static String shortened(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= LONGEST_ENDING ? name.substring(dot) : "";
    int cut = Character.isHighSurrogate(name.charAt(CUT_CHARS - 1)) ? CUT_CHARS - 1 : CUT_CHARS;
    return name.substring(0, cut) + '-' + Names.hash(name) + ending;
  }
}
