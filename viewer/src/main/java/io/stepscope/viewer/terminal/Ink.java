package io.stepscope.viewer.terminal;

/** What a piece of text is for; terminals with colours show it in one. */
public enum Ink {
  PLAIN(""),
  TITLE("1"),
  FAINT("2"),
  GOOD("32"),
  WARNING("33"),
  BAD("31"),
  LINE("36"),
  SECOND_LINE("35");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  String on() {
    return "\u001b[" + code + "m";
  }

  String off() {
    return "\u001b[0m";
  }
}
