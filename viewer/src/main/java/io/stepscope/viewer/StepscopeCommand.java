package io.stepscope.viewer;

import io.stepscope.Version;
import io.stepscope.configuration.ConfigurationException;
import io.stepscope.configuration.Surroundings;
import io.stepscope.viewer.run.NoSuchRunException;
import io.stepscope.viewer.run.Reasons;
import io.stepscope.viewer.terminal.TerminalDetection;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line: exit code 0 when it went well, 1 when it failed, 2 on wrong usage. */
@Command(
    name = "stepscope",
    description = "Sees into training on the JVM.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = StepscopeCommand.VersionLine.class,
    footer = {
      "",
      "RUN is an id, a unique prefix of one, a name or 'latest'.",
      "'stepscope COMMAND --help' tells more about a command."
    })
public final class StepscopeCommand {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int WIDEST_HELP = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean version;

  private StepscopeCommand() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Output out =
        new Output(
            new FileOutputStream(FileDescriptor.out),
            TerminalDetection.charset(),
            TerminalDetection.ofStandardOutput(System.getenv()));
    Session session =
        new Session(
            out,
            System.err,
            Surroundings.ofThisProcess(),
            Clock.systemUTC(),
            ZoneId.systemDefault());
    System.exit(run(session, arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(Session session, String... arguments) {
    StringWriter help = new StringWriter();
    try {
      int code = commandLine(session, help).execute(arguments);
      session.out().text(help.toString());
      session.out().flush();
      return code;
    } catch (Output.ReaderGone e) {
      return CommandLine.ExitCode.OK;
    } catch (UncheckedIOException e) {
      session.complain(Reasons.of(e));
      return FAILED;
    }
  }

  private static CommandLine commandLine(Session session, StringWriter help) {
    // A value to set may be negative, which looks like an option.
    CommandLine control =
        new CommandLine(new ControlCommand(session)).setUnmatchedOptionsArePositionalParams(true);
    CommandLine commands =
        new CommandLine(new StepscopeCommand())
            .addSubcommand(new RunsCommand(session))
            .addSubcommand(new ShowCommand(session))
            .addSubcommand(new ExportCommand(session))
            .addSubcommand(new SyncCommand(session))
            .addSubcommand(new ImportCommand(session))
            .addSubcommand(new FollowCommand(session))
            .addSubcommand(new OrderedCommand())
            .addSubcommand(control)
            .addSubcommand(new DoctorCommand(session))
            .addSubcommand(new LoadLibraryCommand(session))
            .addSubcommand(new PruneCommand(session))
            .addSubcommand(new AttachCommand(session));
    return commands
        .setOut(new PrintWriter(help))
        .setParameterExceptionHandler((e, unused) -> wrongUsage(session, e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(session, e))
        .setUsageHelpWidth(Math.min(WIDEST_HELP, Math.max(60, session.out().terminal().width())));
  }

  private static int wrongUsage(Session session, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    session.complain(Reasons.of(e) + " (see '" + command + " --help')");
    return WRONG_USAGE;
  }

  private static int failed(Session session, Exception e) {
    if (e instanceof Output.ReaderGone) {
      return CommandLine.ExitCode.OK;
    }
    boolean expected =
        e instanceof Failure
            || e instanceof NoSuchRunException
            || e instanceof ConfigurationException
            || e instanceof IOException
            || e instanceof UncheckedIOException;
    session.complain(
        (expected ? "" : "unexpected " + e.getClass().getName() + ": ") + Reasons.of(e));
    return FAILED;
  }

  /** The version that runs. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"stepscope " + Version.ofStepscope()};
    }
  }
}
