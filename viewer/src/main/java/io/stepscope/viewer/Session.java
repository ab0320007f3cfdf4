package io.stepscope.viewer;

import io.stepscope.configuration.Surroundings;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;

/**
 * What a command has to do with.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param surroundings where configuration comes from
 * @param clock the time
 * @param zone the time zone of what is shown
 */
record Session(Output out, PrintStream err, Surroundings surroundings, Clock clock, ZoneId zone) {

  /** One plain line about something that is wrong. */
  void complain(String line) {
    err.println("stepscope: " + line);
    err.flush();
  }
}
