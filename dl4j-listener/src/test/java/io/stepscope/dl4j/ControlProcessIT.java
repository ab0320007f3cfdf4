package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.control.LiveValue;
import io.stepscope.training.testkit.ControlProcessContract;
import java.nio.file.Path;

class ControlProcessIT extends ControlProcessContract {

  @Override
  protected Class<?> program() {
    return Program.class;
  }

  /** A program that is steered from outside. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (Run run =
              Run.builder()
                  .dir(Path.of(arguments[0]))
                  .set("trackers", "")
                  .set("progress", "off")
                  .start();
          SteeredNetwork training = new SteeredNetwork(Kind.SEQUENCE, run)) {
        LiveValue temperature = run.control("temperature", 0.1, 2.0, 1.0);
        try {
          training.train();
        } catch (TrainingStoppedException e) {
          run.tag("temperature at the end", Double.toString(temperature.get()));
        }
      }
    }
  }
}
