package io.stepscope.viewer;

import io.stepscope.ForwardMain;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the agent starts for {@code forward=process}; not for people. */
@Command(
    name = ForwardMain.COMMAND,
    hidden = true,
    description = "Forward a run as standard input says.")
final class OrderedCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException, InterruptedException {
    ForwardMain.main(new String[0]);
    return 0;
  }
}
