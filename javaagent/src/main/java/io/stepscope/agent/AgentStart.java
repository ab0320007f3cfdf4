package io.stepscope.agent;

import io.stepscope.Configuration;
import io.stepscope.bridge.Bridge;
import io.stepscope.configuration.AgentArguments;
import io.stepscope.configuration.ConfigurationException;
import io.stepscope.recorder.Notices;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Called by the launcher when the first class that may be woven is loaded. */
public final class AgentStart {

  /** Set by the launcher. */
  private static final String MARK = "io.stepscope.agent";

  private AgentStart() {}

  /**
   * Gets everything ready for weaving.
   *
   * @param arguments what follows the {@code =} of {@code -javaagent:stepscope.jar=}
   * @return what weaves; null when nothing is to be recorded, because it is off or configured wrong
   * @throws Exception if Java lets no class be put where all class loaders see it
   */
  public static @Nullable ClassFileTransformer start(
      String arguments, Instrumentation instrumentation) throws Exception {
    Notices notices = Notices.onStandardError();
    AgentArguments.ofThisProcess(arguments);
    Configuration configuration;
    try {
      configuration = Configuration.builder().knownTrackers(trackers()).build();
    } catch (ConfigurationException e) {
      notices.say(e.getMessage() + "; the program runs on, unrecorded by the agent");
      return null;
    }
    if (!configuration.enabled()) {
      return null;
    }
    if (!BridgeClass.define(instrumentation)) {
      return null; // Another agent of ours is there already.
    }
    if ("attached".equals(System.getProperty(MARK)) && configuration.console()) {
      LateConsole.sayWhatIsMissed(instrumentation, notices);
    }
    FrameworkFit fit = new FrameworkFit(notices);
    Weaver frameworks = new Weaver(notices, fit);
    LateWeaving late = new LateWeaving(instrumentation, frameworks, notices);
    instrumentation.addTransformer(late, true);
    Function<Object[], @Nullable Object> hooks = new Adapters(notices, fit, late);
    ClassFileTransformer weaver = frameworks;
    if (configuration.step().isPresent()) {
      StepMethod step = StepMethod.parse(configuration.step().get());
      hooks = new OwnLoop(step, hooks, notices);
      weaver = new StepWeaver(step, weaver, notices);
    }
    HookWatch watched = new HookWatch(Chaos.in(hooks), notices).start();
    Bridge.leadTo(Exits.before(watched, instrumentation));
    return weaver;
  }

  private static Map<String, Set<String>> trackers() {
    Map<String, Set<String>> trackers = new TreeMap<>();
    for (TrackerProvider provider : Trackers.all()) {
      trackers.put(provider.name(), provider.keys());
    }
    return trackers;
  }
}
