package io.stepscope.agent.program;

/** Loads classes and does nothing with them. */
public final class LoadingProgram {

  private LoadingProgram() {}

  /** The arguments are the names of the classes. */
  public static void main(String[] arguments) throws Exception {
    for (String name : arguments) {
      Class<?> loaded = Class.forName(name, false, LoadingProgram.class.getClassLoader());
      System.out.println(loaded);
    }
  }
}
