package io.stepscope.tracker.wandb;

import io.stepscope.event.ControlAction;

/** Texts as W&amp;B shows them: pages of HTML, on which they stand as they are. */
final class Texts {

  private Texts() {}

  static String page(String text) {
    String plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return "<!doctype html><meta charset=\"utf-8\"><pre style=\"white-space:pre-wrap\">"
        + plain
        + "</pre>\n";
  }

  static String of(ControlAction action) {
    StringBuilder out = new StringBuilder(action.action());
    append(out, " ", action.target());
    append(out, " from ", action.oldValue());
    append(out, " to ", action.newValue());
    if (action.outcome() == ControlAction.Outcome.REFUSED) {
      out.append(" refused");
    }
    append(out, ": ", action.message());
    return out.toString();
  }

  private static void append(StringBuilder out, String before, String text) {
    if (!text.isEmpty()) {
      out.append(before).append(text);
    }
  }
}
