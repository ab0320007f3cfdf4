package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/** The heap of this JVM, and how long its garbage collector kept the program waiting. */
final class JvmProbe implements Probe {
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final List<BufferPoolMXBean> buffers =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream().filter(JvmProbe::pauses).toList();
  private final Rate pauseMillis = new Rate();
  private final Rate pauseCount = new Rate();

  @Override
  public String name() {
    return "host jvm";
  }

  /** What a collector does beside the program is no pause; some have a bean of its own for it. */
  private static boolean pauses(GarbageCollectorMXBean collector) {
    String name = collector.getName().toLowerCase(Locale.ROOT);
    return !name.contains("cycles") && !name.contains("concurrent");
  }

  @Override
  public void look(Readings out) {
    MemoryUsage heap = memory.getHeapMemoryUsage();
    out.put("system/jvm/heap/used", heap.getUsed());
    out.put("system/jvm/heap/committed", heap.getCommitted());
    out.put("system/jvm/nonheap/used", memory.getNonHeapMemoryUsage().getUsed());
    out.put(
        "system/jvm/buffers/used",
        buffers.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).filter(u -> u > 0).sum());
    long now = System.nanoTime();
    pauseMillis.now(sum(true), now);
    pauseCount.now(sum(false), now);
    out.put("system/jvm/gc/pauses", pauseCount.sinceFirst());
    out.put("system/jvm/gc/time", pauseMillis.sinceFirst() / 1e3);
    out.put("system/jvm/gc/utilization", pauseMillis.perSecond() / 1e3);
  }

  private long sum(boolean time) {
    long sum = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      sum += Math.max(0, time ? collector.getCollectionTime() : collector.getCollectionCount());
    }
    return sum;
  }
}
