package io.stepscope.configuration;

/** Whether a tracker is spoken to or written for. */
public enum TrackerMode {
  /** Only over the network. */
  ONLINE,
  /** Only into the tracker's own offline format. */
  OFFLINE,
  /** Online where credentials and network are there, else offline. */
  AUTO
}
