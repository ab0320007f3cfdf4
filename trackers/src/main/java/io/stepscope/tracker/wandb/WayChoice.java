package io.stepscope.tracker.wandb;

import io.stepscope.tracker.wandb.WandbSettings.Mode;
import java.util.function.Consumer;

/** Decides which way a run goes. */
final class WayChoice {

  private WayChoice() {}

  /** Makes the service that the settings name. */
  interface Connection {
    Service open();
  }

  /**
   * For a run that W&amp;B has nothing of.
   *
   * @throws ServiceException if it shall be sent and cannot
   */
  static Way make(WandbSettings settings, Consumer<String> notices, Connection connection)
      throws ServiceException {
    if (settings.mode() == Mode.OFFLINE) {
      return Way.OFFLINE;
    }
    boolean auto = settings.mode() == Mode.AUTO;
    if (settings.apiKey() == null) {
      if (!auto) {
        throw ServiceException.refused(
            "no API key: set WANDB_API_KEY or wandb.api_key, or wandb.mode=offline");
      }
      return offline(settings, notices, "no API key");
    }
    try {
      connection.open().check();
      return Way.ONLINE;
    } catch (ServiceException e) {
      if (auto && e.isUnreachable()) {
        return offline(settings, notices, settings.baseUrl().getHost() + " cannot be reached");
      }
      throw e;
    }
  }

  /**
   * For a run that was begun in a way.
   *
   * @throws ServiceException if the settings want another
   */
  static void keep(WandbSettings settings, Way way) throws ServiceException {
    boolean wanted = settings.mode() == Mode.AUTO || settings.mode().name().equals(way.name());
    if (!wanted) {
      throw ServiceException.refused(
          "this run is "
              + (way == Way.OFFLINE ? "written for wandb sync" : "sent to W&B")
              + " already; set wandb.mode="
              + way.word()
              + ", or delete cursors/wandb in the run folder to begin anew");
    }
    if (way == Way.ONLINE && settings.apiKey() == null) {
      throw ServiceException.refused("no API key: set WANDB_API_KEY or wandb.api_key");
    }
  }

  private static Way offline(WandbSettings settings, Consumer<String> notices, String why) {
    notices.accept(
        why + "; writing into " + settings.folder() + ", upload with: wandb sync <folder there>");
    return Way.OFFLINE;
  }
}
