package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A worker of Deeplearning4j's {@code ParallelWrapper} has its network, and its listeners. */
public final class ReplicaReady {

  private ReplicaReady() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.FieldValue("originalModel") Object network,
      @Advice.FieldValue("replicatedModel") Object replica) {
    Bridge.call("replicated", type, network, replica);
  }
}
