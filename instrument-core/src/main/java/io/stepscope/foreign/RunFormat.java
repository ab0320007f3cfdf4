package io.stepscope.foreign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Finds the runs that another program left in its own format. Thread-safe, cheap to construct. */
public interface RunFormat {

  /** The word users write, for instance {@code tensorboard}. */
  String name();

  /**
   * Finds the runs in and below a folder, in the order of their names.
   *
   * @param place a folder
   * @param notices takes a line for people for each thing that is passed over
   * @throws IOException if it cannot be read; the message is one line for people
   */
  List<ForeignRun> find(Path place, Consumer<String> notices) throws IOException;
}
