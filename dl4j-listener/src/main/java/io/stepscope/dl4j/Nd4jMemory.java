package io.stepscope.dl4j;

import io.stepscope.memory.MemoryAccount;
import io.stepscope.memory.MemoryHolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Who holds memory beside the heap: the workspaces of the calling thread, which is where its layers
 * calculate, and JavaCPP, which all of ND4J's own memory comes from.
 */
final class Nd4jMemory {

  private static final int KEPT = 30;

  /** Those that know already: several trainings of a run have the same memory. */
  private static final Set<MemoryAccount> TOLD =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private Nd4jMemory() {}

  /** Has a run ask here, once for all its trainings. */
  static void tell(MemoryAccount account) {
    if (TOLD.add(account)) {
      var unused = account.ask(Nd4jMemory::count);
    }
  }

  static List<MemoryHolder> count() {
    List<MemoryHolder> holders = new ArrayList<>();
    for (MemoryWorkspace workspace :
        Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread()) {
      holders.add(
          MemoryHolder.ofBytes("workspace " + workspace.getId(), workspace.getCurrentSize(), ""));
    }
    holders.sort(Comparator.comparingLong(MemoryHolder::bytes).reversed());
    List<MemoryHolder> all = new ArrayList<>();
    all.add(MemoryHolder.ofBytes("JavaCPP", Pointer.totalBytes(), limit(Pointer.maxBytes())));
    all.add(
        MemoryHolder.ofBytes(
            "the process", Pointer.physicalBytes(), limit(Pointer.maxPhysicalBytes())));
    all.addAll(holders.subList(0, Math.min(KEPT, holders.size())));
    return all;
  }

  /** As the properties of JavaCPP set it, by default from the size of the heap. */
  private static String limit(long most) {
    return most > 0 ? "may have " + (most >> 20) + " MiB" : "";
  }
}
