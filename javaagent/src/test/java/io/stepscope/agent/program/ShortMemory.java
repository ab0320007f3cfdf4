package io.stepscope.agent.program;

/** When a training runs out of memory. */
final class ShortMemory {

  /** Steps that are taken before. */
  static final int STEPS = 4;

  /** More than any machine has, and than Linux promises. */
  static final long TOO_MANY = 1L << 44;

  private ShortMemory() {}

  /** One line of a message that frameworks make pages of. */
  static void printCaught(Throwable caught) {
    System.out.println("caught " + caught.getClass().getName());
  }
}
