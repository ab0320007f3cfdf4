package io.stepscope.agent;

import java.util.List;
import java.util.Set;

/**
 * Calls that a method of a framework makes, whose time is told: the bridge is called before and
 * after each. Woven where the call is made, so that whatever answers it is timed, be it a class of
 * the program's own, and nothing is timed twice that answers by asking another.
 *
 * @param type the class that calls, as class files have it
 * @param within the method that calls
 * @param owner how the name of the class ends that is called; may be empty
 * @param methods names of the methods that are called
 * @param what is told, with {@code begins} and {@code ends} after it
 * @param ofReceiver whether the object that is called is told as well
 */
record TimedCall(
    String type,
    String within,
    String owner,
    Set<String> methods,
    String what,
    boolean ofReceiver) {

  /** Those in a class. */
  static List<TimedCall> in(String type) {
    return Dl4jTimedCalls.ALL.stream().filter(call -> call.type.equals(type)).toList();
  }

  boolean isMadeIn(String method) {
    return within.equals(method);
  }

  boolean isOf(String calledOwner, String calledMethod) {
    return methods.contains(calledMethod) && calledOwner.endsWith(owner);
  }

  @Override
  public String toString() {
    return String.join(" or ", methods.stream().sorted().toList()) + " in " + within;
  }
}
