package io.stepscope.agent.program;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A training loop that no framework has a part in, with a method for each step. */
public final class StepProgram {

  private double weight = 1;

  private StepProgram() {}

  /** Trains in the way that the first argument says. */
  public static void main(String[] arguments) throws Exception {
    StepProgram training = new StepProgram();
    System.out.println("begins");
    switch (arguments[0]) {
      case "plain" -> {
        for (int batch = 0; batch < 5; batch++) {
          training.trainOnce(batch);
        }
      }
      case "nested" -> {
        training.descend(3);
        training.descend(2);
        training.trainAll();
      }
      case "threads" -> training.inThreads(4, 25);
      case "caught" -> training.survive();
      case "throws" -> {
        training.trainOnce(0);
        training.trainOnce(-1);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("ended with " + training.weight);
  }

  void trainOnce(int batch) {
    System.out.println("batch " + batch);
    trainOnce(batch, 0.5);
  }

  void trainOnce(int batch, double rate) {
    if (batch < 0) {
      throw new IllegalStateException("no batch " + batch);
    }
    weight -= rate * (weight - batch);
  }

  void trainAll() {
    trainOnce(7);
    trainOnce(8, 0.25);
  }

  void descend(int depth) {
    System.out.println("depth " + depth);
    if (depth > 0) {
      descend(depth - 1);
    }
  }

  synchronized void add(double more) {
    weight += more;
  }

  private void survive() {
    trainOnce(0);
    try {
      trainOnce(-1);
    } catch (IllegalStateException e) {
      System.out.println("caught " + e.getMessage());
    }
    trainOnce(1);
  }

  private void inThreads(int threads, int steps) throws InterruptedException {
    List<Thread> workers = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread worker =
          new Thread(
              () -> {
                all.countDown();
                for (int step = 0; step < steps; step++) {
                  add(1);
                }
              });
      workers.add(worker);
      worker.start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  native void onADevice();
}
