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
   * Finds the runs in and below a folder, in the order of their names. Each is there once, however
   * many symbolic links lead to it.
   *
   * @param place a folder
   * @param notices takes a line for people for each thing that is passed over, as it should be
   * @param troubles takes a line for people for each thing that cannot be read; the others are
   *     found nevertheless
   * @throws IOException if the folder itself cannot be read; the message is one line for people
   */
  List<ForeignRun> find(Path place, Consumer<String> notices, Consumer<String> troubles)
      throws IOException;
}
