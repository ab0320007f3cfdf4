package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.stepscope.probe.Readings;

/**
 * How much memory of a device this process holds. Drivers know nothing of the process ids inside a
 * container: if the own one is not in the list and exactly one process uses the device, its memory
 * is given as {@code process/memory/guess}; otherwise it is not known.
 */
final class OwnMemory {
  /** {@code nvmlProcessInfo_t}: u32 pid, u64 bytes, u32 GPU instance, u32 compute instance. */
  private static final int ENTRY_BYTES = 24;

  private static final int BYTES = 8;
  private static final long NOT_AVAILABLE = -1;

  /** Processes that may start between asking how many there are and asking for them. */
  private static final int SPARE = 8;

  private final long pid;

  OwnMemory(long pid) {
    this.pid = pid;
  }

  void look(Nvml nvml, Pointer device, Readings out) throws NvmlException {
    IntByReference count = new IntByReference(0);
    try {
      nvml.call("nvmlDeviceGetComputeRunningProcesses_v3", device, count, Pointer.NULL);
    } catch (NvmlException e) {
      if (e.code() != NvmlException.INSUFFICIENT_SIZE) {
        throw e;
      }
      read(nvml, device, count.getValue() + SPARE, out);
    }
  }

  private void read(Nvml nvml, Pointer device, int room, Readings out) throws NvmlException {
    IntByReference count = new IntByReference(room);
    try (Memory entries = new Memory((long) room * ENTRY_BYTES)) {
      nvml.call("nvmlDeviceGetComputeRunningProcesses_v3", device, count, entries);
      int there = Math.min(count.getValue(), room);
      for (int i = 0; i < there; i++) {
        if (Integer.toUnsignedLong(entries.getInt((long) i * ENTRY_BYTES)) == pid) {
          put(out, "process/memory", entries.getLong((long) i * ENTRY_BYTES + BYTES));
          return;
        }
      }
      if (there == 1) {
        put(out, "process/memory/guess", entries.getLong(BYTES));
      }
    }
  }

  private static void put(Readings out, String series, long bytes) {
    if (bytes != NOT_AVAILABLE) {
      out.put(series, bytes);
    }
  }
}
