package io.stepscope.viewer;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "stepscope")
public final class StepscopeCommand implements Runnable {
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StepscopeCommand()).execute(arguments));
  }

  @Override
  public void run() {}
}
