package io.stepscope.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that can be set, and their places in the mailbox. Guarded by its owner. */
final class LiveValues {

  /** The one value that frameworks have; a value of the program may take its name. */
  static final String LEARNING_RATE = "learning_rate";

  private final Map<String, LiveValue> declared = new LinkedHashMap<>();
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final SteeringHost host;

  LiveValues(SteeringHost host) {
    this.host = host;
  }

  /** Declares a value; one that is there already stays as it is. */
  LiveValue declare(
      @Nullable CommandInbox inbox, String name, double min, double max, double initial) {
    LiveValue present = declared.get(name);
    if (present != null) {
      return present;
    }
    boolean ordered = min <= max;
    if (!ordered || Double.isNaN(initial)) {
      host.notice(
          "value " + name,
          "value '"
              + name
              + "' needs min <= max and a number, not "
              + min
              + ", "
              + max
              + ", "
              + initial
              + (ordered ? "" : "; any value can be set"));
    }
    LiveValue value =
        new LiveValue(
            name,
            ordered ? min : Double.NEGATIVE_INFINITY,
            ordered ? max : Double.POSITIVE_INFINITY,
            initial);
    declared.put(name, value);
    publish(inbox, new ControlValue(name, value.min(), value.max(), initial));
    return value;
  }

  /** Shows that the learning rate can be set, and what it is. */
  void learningRate(CommandInbox inbox, double rate) {
    if (declared.containsKey(LEARNING_RATE)) {
      return;
    }
    if (places.containsKey(LEARNING_RATE)) {
      show(inbox, LEARNING_RATE, rate);
    } else {
      publish(inbox, new ControlValue(LEARNING_RATE, 0, Double.MAX_VALUE, rate));
    }
  }

  /** A value that the program declared. */
  @Nullable LiveValue find(String name) {
    return declared.get(name);
  }

  /** Names of all that can be set. */
  List<String> names() {
    return new ArrayList<>(places.keySet());
  }

  void set(@Nullable CommandInbox inbox, LiveValue value, double newValue) {
    value.set(newValue);
    show(inbox, value.name(), newValue);
  }

  private void show(@Nullable CommandInbox inbox, String name, double now) {
    Integer place = places.get(name);
    if (inbox != null && place != null) {
      inbox.value(place, now);
    }
  }

  private void publish(@Nullable CommandInbox inbox, ControlValue value) {
    if (inbox == null) {
      return;
    }
    int place = isGood(value.name()) ? inbox.add(value) : -1;
    if (place >= 0) {
      places.put(value.name(), place);
    } else {
      host.notice(
          "value " + value.name(),
          "value '"
              + value.name()
              + "' cannot be set: names have 1 to 64 bytes without spaces, and there is room for "
              + MailboxPage.MOST_VALUES
              + " values");
    }
  }

  private static boolean isGood(String name) {
    return !name.isEmpty()
        && name.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }
}
