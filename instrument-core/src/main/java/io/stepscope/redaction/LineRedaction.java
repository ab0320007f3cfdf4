package io.stepscope.redaction;

/**
 * Redacts one stream line by line; remembers that it is inside a private key, whose lines look like
 * nothing by themselves.
 *
 * <p>Used by one thread at a time.
 */
public final class LineRedaction {

  private static final String BEGIN = "-----BEGIN ";
  private static final String KEY = "PRIVATE KEY-----";
  private static final String END = "-----END ";

  /** A key of 16,384 bits has 200 lines; longer is a stray begin line, not a key. */
  private static final int LONGEST_KEY = 256;

  private final Redaction redaction;
  private int keyLinesLeft;

  public LineRedaction(Redaction redaction) {
    this.redaction = redaction;
  }

  /** The next line of the stream without its secrets. */
  public String next(String line) {
    if (keyLinesLeft > 0) {
      keyLinesLeft = line.contains(END) || !isKeyBody(line) ? 0 : keyLinesLeft - 1;
      return line.contains(END) || isKeyBody(line) ? Redaction.MASK : redaction.text(line);
    }
    int begin = line.indexOf(BEGIN);
    if (begin >= 0 && line.contains(KEY) && line.indexOf(END, begin) < 0) {
      keyLinesLeft = LONGEST_KEY;
    }
    return redaction.text(line);
  }

  /** Base64, or a header such as {@code Proc-Type: 4,ENCRYPTED}. */
  private static boolean isKeyBody(String line) {
    String body = line.strip();
    return body.matches("[A-Za-z0-9+/=]*") || body.matches("[A-Za-z-]+: [A-Z0-9,-]+");
  }
}
