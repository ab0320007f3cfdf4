package io.stepscope.tracker.micrometer;

import java.io.IOException;

/** Where the registry of a run comes from. */
interface RegistrySource {

  /**
   * Opens it.
   *
   * @throws IOException if it cannot be had; the message is one line for people
   */
  OpenRegistry open() throws IOException;
}
