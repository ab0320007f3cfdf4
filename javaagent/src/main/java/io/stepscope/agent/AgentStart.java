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
import org.jspecify.annotations.Nullable;

/** Called by the launcher when the first class that may be woven is loaded. */
public final class AgentStart {

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
    try {
      if (!Configuration.builder().knownTrackers(trackers()).build().enabled()) {
        return null;
      }
    } catch (ConfigurationException e) {
      notices.say(e.getMessage() + "; the program runs on, unrecorded by the agent");
      return null;
    }
    if (!BridgeClass.define(instrumentation)) {
      return null; // Another agent of ours is there already.
    }
    FrameworkFit fit = new FrameworkFit(notices);
    Weaver weaver = new Weaver(notices, fit);
    LateWeaving late = new LateWeaving(instrumentation, weaver, notices);
    instrumentation.addTransformer(late, true);
    Bridge.leadTo(new Adapters(notices, fit, late));
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
