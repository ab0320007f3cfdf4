package io.stepscope.viewer.terminal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Dots to draw with: 2 by 4 in a character as Braille patterns, or one in a character as {@code *}.
 * Row 0 is at the top.
 */
final class DotGrid {
  /** Bit of each dot in a Braille pattern, by row and column (Unicode block U+2800). */
  private static final int[][] BRAILLE = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final int characters;
  private final int lines;
  private final boolean braille;
  private final BitSet dots = new BitSet();

  DotGrid(int characters, int lines, boolean braille) {
    this.characters = characters;
    this.lines = lines;
    this.braille = braille;
  }

  int width() {
    return characters * dotsAcross();
  }

  int height() {
    return lines * (braille ? 4 : 1);
  }

  /** Dots in the width of one character. */
  int dotsAcross() {
    return braille ? 2 : 1;
  }

  /** Sets the dots of one column between two rows, both included, in either order. */
  void fill(int column, int row, int otherRow) {
    int from = Math.min(row, otherRow);
    int to = Math.max(row, otherRow);
    for (int r = from; r <= to; r++) {
      dots.set(r * width() + column);
    }
  }

  List<String> lines() {
    List<String> text = new ArrayList<>();
    for (int line = 0; line < lines; line++) {
      StringBuilder row = new StringBuilder();
      for (int character = 0; character < characters; character++) {
        row.append(braille ? pattern(line, character) : isSet(line, character) ? '*' : ' ');
      }
      text.add(row.toString());
    }
    return text;
  }

  private char pattern(int line, int character) {
    int bits = 0;
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 2; column++) {
        if (isSet(4 * line + row, 2 * character + column)) {
          bits |= BRAILLE[row][column];
        }
      }
    }
    // A blank, not the empty pattern: it copies and searches as one.
    return bits == 0 ? ' ' : (char) (0x2800 + bits);
  }

  private boolean isSet(int row, int column) {
    return dots.get(row * width() + column);
  }
}
