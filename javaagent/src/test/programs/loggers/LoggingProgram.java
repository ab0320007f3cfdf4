import java.util.Arrays;
import java.util.List;

/** Logs as programs do, in steps, with the libraries that the arguments name. */
public final class LoggingProgram {

  private final List<String> words;

  private LoggingProgram(List<String> words) {
    this.words = words;
  }

  public static void main(String[] arguments) throws Exception {
    LoggingProgram program = new LoggingProgram(Arrays.asList(arguments));
    program.log("before");
    if (program.words.contains("waits")) {
      System.out.println("waits");
      System.in.readAllBytes();
    }
    for (int step = 0; step < 3; step++) {
      program.step(step);
    }
    program.log("after");
  }

  void step(int number) {
    log("step " + number);
    if (words.contains("progress")) {
      for (int percent = 0; percent <= 100; percent += 10) {
        System.out.print("\rprogress " + percent + " %");
        System.out.flush();
      }
      System.out.println();
    }
  }

  private void log(String text) {
    if (words.contains("logback")) {
      org.slf4j.LoggerFactory.getLogger("training").info("logback {}", text);
    }
    if (words.contains("log4j")) {
      org.apache.logging.log4j.LogManager.getLogger("training").error("log4j {}", text);
    }
    if (words.contains("jul")) {
      java.util.logging.Logger.getLogger("training").info("jul " + text);
    }
  }
}
