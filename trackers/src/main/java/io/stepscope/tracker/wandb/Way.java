package io.stepscope.tracker.wandb;

import java.util.Locale;

/** How a run gets to W&amp;B; never changes in its life. */
enum Way {
  /** Over the network. */
  ONLINE,
  /** As a file for {@code wandb sync}. */
  OFFLINE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
