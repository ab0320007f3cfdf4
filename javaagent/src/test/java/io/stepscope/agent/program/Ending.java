package io.stepscope.agent.program;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** How a training ends in the middle. */
final class Ending {

  /** Steps that are taken before. */
  static final int STEPS = 4;

  private Ending() {}

  /** Ends it: returns only if it is told something unknown. */
  static void in(String how) {
    switch (how) {
      case "throws", "caught" -> throw new IllegalStateException("no more");
      case "memory" -> System.out.println(fill());
      case "exit" -> System.exit(3);
      case "halt" -> Runtime.getRuntime().halt(3);
      case "waits" -> waitForEver();
      default -> System.out.println("goes on");
    }
  }

  /** Prints a number that was recorded by now, bit by bit. */
  static void print(float loss) {
    System.out.println("loss " + Integer.toHexString(Float.floatToRawIntBits(loss)));
    System.out.flush();
  }

  private static int fill() {
    List<byte[]> memory = new ArrayList<>();
    while (memory.size() < Integer.MAX_VALUE) {
      memory.add(new byte[1 << 20]);
    }
    return memory.size();
  }

  private static void waitForEver() {
    System.out.println("waits");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
