package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How full the disk is that the run folder lies on. */
final class DiskSpaceProbe implements Probe {
  private final Path folder;

  DiskSpaceProbe(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "host disk space";
  }

  @Override
  public void look(Readings out) throws IOException {
    FileStore store = Files.getFileStore(folder);
    long total = store.getTotalSpace();
    long used = total - store.getUnallocatedSpace();
    long available = store.getUsableSpace();
    out.put("system/disk/used", used);
    out.put("system/disk/available", available);
    // What only the administrator may use counts neither as used nor as available.
    out.put("system/disk/utilization", (double) used / (used + available));
  }
}
