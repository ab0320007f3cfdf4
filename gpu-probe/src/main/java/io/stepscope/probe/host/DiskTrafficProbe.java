package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.util.List;
import oshi.hardware.HWDiskStore;

/** What all disks of the host read and wrote. */
final class DiskTrafficProbe implements Probe {
  /** They pass on what a disk below them counts, too. */
  private static final String UPON_OTHERS = "(/dev/)?(dm-|md|loop|ram|zram|sr).*";

  private final List<HWDiskStore> disks;
  private final Rate read = new Rate();
  private final Rate written = new Rate();

  DiskTrafficProbe(List<HWDiskStore> disks) {
    this.disks = disks.stream().filter(disk -> !disk.getName().matches(UPON_OTHERS)).toList();
  }

  @Override
  public String name() {
    return "host disks";
  }

  @Override
  public void look(Readings out) {
    long readBytes = 0;
    long writtenBytes = 0;
    for (HWDiskStore disk : disks) {
      if (disk.updateAttributes()) {
        readBytes += disk.getReadBytes();
        writtenBytes += disk.getWriteBytes();
      }
    }
    if (disks.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    read.now(readBytes, now);
    written.now(writtenBytes, now);
    out.put("system/disk/read", read.sinceFirst());
    out.put("system/disk/read/rate", read.perSecond());
    out.put("system/disk/written", written.sinceFirst());
    out.put("system/disk/written/rate", written.perSecond());
  }
}
