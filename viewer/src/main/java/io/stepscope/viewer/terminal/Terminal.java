package io.stepscope.viewer.terminal;

/**
 * What the output can show.
 *
 * @param width characters per line
 * @param unicode whether it shows more than ASCII
 * @param colours whether it understands ANSI colours
 */
public record Terminal(int width, boolean unicode, boolean colours) {

  /** Narrower than this, lines wrap rather than shrink. */
  public static final int NARROWEST = 40;

  public Terminal {
    width = Math.max(NARROWEST, width);
  }

  /** The text in its colour, or as it is. */
  public String paint(Ink ink, String text) {
    return colours && ink != Ink.PLAIN && !text.isEmpty() ? ink.on() + text + ink.off() : text;
  }

  /** One of two forms of a sign. */
  public String either(String unicodeForm, String asciiForm) {
    return unicode ? unicodeForm : asciiForm;
  }

  /** What separates words on one line. */
  public String dot() {
    return either(" · ", ", ");
  }

  /** The title of a section. */
  public String title(String text) {
    return paint(Ink.TITLE, text);
  }
}
