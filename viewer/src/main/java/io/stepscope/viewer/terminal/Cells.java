package io.stepscope.viewer.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text measured in terminal cells; colour codes take none. */
public final class Cells {
  private Cells() {}

  /** Number of cells; one per code point. */
  public static int width(String text) {
    int cells = 0;
    boolean code = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point == '\u001b') {
        code = true;
      } else if (code) {
        code = point != 'm';
      } else {
        cells++;
      }
      i += Character.charCount(point);
    }
    return cells;
  }

  /** Filled with blanks at the right. */
  public static String left(String text, int width) {
    return text + blanks(width - width(text));
  }

  /** Filled with blanks at the left. */
  public static String right(String text, int width) {
    return blanks(width - width(text)) + text;
  }

  /** Cut to {@code width}, with a mark where it was cut; only for text without colours. */
  public static String clip(String text, int width, Terminal terminal) {
    if (width(text) <= width) {
      return text;
    }
    String mark = terminal.either("…", "~");
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + mark;
  }

  /**
   * Text from elsewhere on one line: line breaks and control characters, which could repaint the
   * terminal, become blanks.
   */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  /** Two blocks of lines side by side; the left one {@code leftWidth} wide. */
  public static List<String> beside(List<String> left, int leftWidth, List<String> right) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String start = i < left.size() ? left.get(i) : "";
      lines.add(i < right.size() ? left(start, leftWidth) + right.get(i) : start);
    }
    return lines;
  }

  /** Words on as few lines as fit, each line indented. */
  public static List<String> wrap(List<String> words, String separator, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0
          && width(indent) + width(line.toString()) + width(separator) + width(word) > width) {
        lines.add(indent + line);
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : separator).append(word);
    }
    if (line.length() > 0) {
      lines.add(indent + line);
    }
    return lines;
  }

  static String blanks(int count) {
    return " ".repeat(Math.max(0, count));
  }
}
