package io.stepscope.viewer;

import io.stepscope.viewer.check.LibraryLoading;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What {@code doctor} starts in a process of its own; not for people. */
@Command(
    name = LibraryLoading.COMMAND,
    hidden = true,
    description = "Load a library, and say whether that went well.")
final class LoadLibraryCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "LIBRARY")
  private String library = "";

  LoadLibraryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      System.load(library);
      return 0;
    } catch (LinkageError e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      session.out().line(LibraryLoading.REASON + why);
      return 1;
    }
  }
}
