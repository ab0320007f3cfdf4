package io.stepscope.foreign;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A run that another program recorded, and may still be recording. Used by one thread. */
public interface ForeignRun {

  /**
   * What its run folder is called: the same however often it is read, wherever its folder was moved
   * to and however much it has grown. A valid id of a run.
   */
  String id();

  /** How people call it. */
  String name();

  /** Where it lies. */
  Path place();

  /** Its size now. */
  long bytes() throws IOException;

  /**
   * Looks through what lies between two positions. The same positions give the same events in the
   * same order as long as the run only grows.
   *
   * @param from {@link ForeignPart#end} of the part before; empty for the beginning
   * @param to where the part ends; null for what there is now
   * @param everything whether what a restart of the training took back is kept, too
   * @throws IOException if it cannot be read or is not what it was; the message is one line for
   *     people
   */
  ForeignPart part(String from, @Nullable String to, boolean everything) throws IOException;
}
