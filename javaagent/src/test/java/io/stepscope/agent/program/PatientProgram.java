package io.stepscope.agent.program;

import java.nio.file.Files;
import java.nio.file.Path;

/** Trains, waits until it is told to go on, and trains again. */
public final class PatientProgram {

  private PatientProgram() {}

  /** Says in the file named first that it waits, and goes on when its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    LoopProgram.main(new String[0]);
    Files.createFile(Path.of(arguments[0]));
    System.in.readAllBytes();
    LoopProgram.main(new String[0]);
  }
}
