package io.stepscope.tracker.mlflow;

/** Letters for numbers, five pixels wide and seven high; a font may not be there on a server. */
final class Digits {
  private static final int WIDTH = 5;
  private static final int HEIGHT = 7;
  private static final int ADVANCE = WIDTH + 1;
  private static final String KNOWN = "0123456789.-+e";

  /** One number a row, the highest of five bits on the left. */
  private static final int[][] ROWS = {
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
    {0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100},
    {0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000},
    {0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000},
    {0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110},
  };

  private Digits() {}

  /** Takes the pixels of ink. */
  @FunctionalInterface
  interface Pen {
    void dot(int x, int y);
  }

  static int width(String text) {
    return text.length() * ADVANCE;
  }

  /** Draws a text from the upper left corner; letters that are not known leave a gap. */
  static void draw(String text, Pen pen) {
    for (int i = 0; i < text.length(); i++) {
      int letter = KNOWN.indexOf(text.charAt(i));
      for (int y = 0; letter >= 0 && y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          if (((ROWS[letter][y] >> (WIDTH - 1 - x)) & 1) == 1) {
            pen.dot(i * ADVANCE + x, y);
          }
        }
      }
    }
  }
}
