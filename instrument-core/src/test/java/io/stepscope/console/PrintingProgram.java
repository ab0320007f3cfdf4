package io.stepscope.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stepscope.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Prints in the way that its argument says, while it is recorded. */
final class PrintingProgram {

  private PrintingProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "bytes" -> bytes();
      case "threads" -> threads();
      case "halt" -> halt();
      case "loop" -> loop();
      case "logger" -> logger();
      case "logger-early" -> {
        ConsoleCapture.install();
        ConsoleCapture.install();
        logger();
      }
      case "flood" -> flood();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static Run start() {
    return Run.builder().id("r").start();
  }

  private static void bytes() throws IOException {
    Run unused = start();
    System.out.print("größer 損失\n");
    System.out.print("x".repeat(1 << 20) + "\n");
    System.out.print("windows\r\n");
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(3_000)];
      random.nextBytes(bytes);
      System.out.write(bytes);
      System.out.write(i);
    }
    for (byte b : "損\n".getBytes(UTF_8)) {
      System.err.write(b);
    }
    for (int percent = 0; percent <= 100; percent++) {
      System.err.print("\repoch 1: " + percent + "%");
    }
    System.err.print("\nhalf of a lin");
    System.err.write("損".getBytes(UTF_8), 0, 2);
    System.out.print("\nno end");
    System.exit(3);
  }

  private static void threads() throws InterruptedException {
    try (Run run = start()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 1_000; i++) {
                    run.scalar("loss/" + thread, i, 1.0);
                    System.out.println("thread " + thread + ": " + "損".repeat(i % 50));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void halt() {
    Run unused = start();
    System.out.print("one\ntwo\nbegun");
    Runtime.getRuntime().halt(9);
  }

  private static void loop() {
    Run run = start();
    System.out.println("begin");
    for (int step = 0; step < 3; step++) {
      run.scalar("train/loss", step, 1.0);
      System.out.println("step " + step);
    }
    System.out.print("begun");
    System.exit(0);
  }

  private static void logger() {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%n");
    ConsoleHandler before = handler();
    try (Run unused = start()) {
      ConsoleHandler later = handler();
      before.publish(new LogRecord(Level.INFO, "made before"));
      later.publish(new LogRecord(Level.INFO, "made later"));
    }
  }

  private static ConsoleHandler handler() {
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new SimpleFormatter());
    return handler;
  }

  private static void flood() {
    try (Run unused = start()) {
      for (int i = 0; i < 60_000; i++) {
        System.out.println(i + " of a program that prints much more than the disk can take");
      }
    }
  }
}
