package io.stepscope.viewer;

import io.stepscope.Configuration;
import io.stepscope.configuration.Surroundings;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "attach",
    description = {
      "Puts the agent into a Java program that runs, as -javaagent does for one that is started.",
      "What the program trains from then on is recorded; 'docs/agent.md' tells what that means for"
          + " each framework."
    })
final class AttachCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "the process of the program")
  private long pid;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KEY=VALUE,…",
      description = "configuration; a relative dir begins where the program was started")
  private String arguments = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  AttachCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (pid < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "PID must be the number of a process");
    }
    checkArguments();
    AttachTarget target = AttachTarget.of(pid);
    target.load(jar(), arguments);
    session.out().line("attached to process " + pid + "; what it trains from now on is recorded");
    return 0;
  }

  /** The program would only say so when it trains. */
  private void checkArguments() {
    Map<String, Set<String>> trackers = new TreeMap<>();
    for (TrackerProvider provider : Trackers.all()) {
      trackers.put(provider.name(), provider.keys());
    }
    Path nowhere = Path.of("");
    Configuration.builder()
        .surroundings(new Surroundings(Map.of(), Map.of(), nowhere.resolve("stepscope-nowhere")))
        .knownTrackers(trackers)
        .agentArguments(arguments)
        .build();
  }

  private static File jar() {
    CodeSource source = AttachCommand.class.getProtectionDomain().getCodeSource();
    try {
      File file = source == null ? null : new File(source.getLocation().toURI());
      if (file != null && file.isFile()) {
        return file;
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new Failure("cannot find the jar that this command is in: " + e.getMessage());
    }
    throw new Failure("attach works from stepscope.jar only");
  }
}
