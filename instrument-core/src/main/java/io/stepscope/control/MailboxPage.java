package io.stepscope.control;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** The page of a mailbox: where everything lies in it. {@code docs/control.md} describes it. */
final class MailboxPage {

  static final int BYTES = 4096;

  static final int MAJOR = 1;
  static final int MINOR = 0;

  /** "STEPSCPC" in the order of the bytes. */
  private static final long MAGIC = 0x4350435350455453L;

  private static final int VERSION = 8;
  private static final int SIZE = 12;
  private static final int BEGAN = 16;
  private static final int HEADER_CHECKSUM = 24;
  private static final int ISSUED = 64;
  private static final int STATE = 128;
  private static final int VALUE_COUNT = 136;
  private static final int POINTS = 140;
  private static final int DONE = 192;

  static final int SLOTS = 8;
  private static final int FIRST_SLOT = 256;
  private static final int SLOT_BYTES = 256;
  static final int SLOT_ID = 0;
  static final int SLOT_CHECKSUM = 8;
  static final int SLOT_ACTION = 12;
  static final int SLOT_VALUE = 16;
  static final int SLOT_TIME = 24;
  static final int SLOT_NAME = 32;
  static final int SLOT_OUTCOME = 96;
  static final int SLOT_OLD = 104;
  static final int SLOT_NEW = 112;
  static final int SLOT_MESSAGE = 120;
  static final int MESSAGE_BYTES = 136;

  static final int MOST_VALUES = 16;
  private static final int FIRST_VALUE = 2304;
  private static final int VALUE_BYTES = 112;
  private static final int VALUE_MIN = 0;
  private static final int VALUE_MAX = 8;
  private static final int VALUE_NOW = 16;
  private static final int VALUE_NAME = 32;

  static final int NAME_BYTES = 64;

  /** What the number of a state means: its place here, to which may only be added. */
  private static final List<MailboxState> STATES =
      List.of(MailboxState.IDLE, MailboxState.RUNNING, MailboxState.PAUSED, MailboxState.ENDED);

  /** What the bits of the points mean, likewise. */
  private static final List<Point> POINT_BITS =
      List.of(Point.LEARNING_RATE, Point.RESET, Point.CHECKPOINT, Point.STOP);

  /** Words of a buffer. A static final handle, or the compiler cannot see through it. */
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;

  /** The page in {@code memory}, which must begin at a multiple of eight. */
  MailboxPage(ByteBuffer memory) {
    bytes = memory.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes the header of an empty mailbox. */
  void begin(long beganMicros, long lastId) {
    bytes.putLong(0, MAGIC);
    bytes.putShort(VERSION, (short) MAJOR);
    bytes.putShort(VERSION + 2, (short) MINOR);
    bytes.putInt(SIZE, BYTES);
    bytes.putLong(BEGAN, beganMicros);
    bytes.putInt(HEADER_CHECKSUM, checksum(0, HEADER_CHECKSUM));
    bytes.putLong(ISSUED, lastId);
    bytes.putLong(DONE, lastId);
  }

  /**
   * Checks that this is a mailbox that this version can use.
   *
   * @throws MailboxException if it is not
   */
  void check() throws MailboxException {
    if (bytes.getLong(0) != MAGIC) {
      throw new MailboxException("its mailbox is damaged");
    }
    int major = Short.toUnsignedInt(bytes.getShort(VERSION));
    int minor = Short.toUnsignedInt(bytes.getShort(VERSION + 2));
    if (major > MAJOR) {
      throw new MailboxException(
          "its mailbox is of version "
              + major
              + "."
              + minor
              + ", which a newer Stepscope wrote; use that one");
    }
    if (major < MAJOR
        || bytes.getInt(SIZE) != BYTES
        || bytes.getInt(HEADER_CHECKSUM) != checksum(0, HEADER_CHECKSUM)) {
      throw new MailboxException("its mailbox is damaged");
    }
  }

  /** Id of the last command. */
  long issued() {
    return (long) WORDS.getVolatile(bytes, ISSUED);
  }

  /** Makes the command of this id, and all before it, visible to the training. */
  void issue(long id) {
    WORDS.setVolatile(bytes, ISSUED, id);
  }

  /** Id up to which all commands have an outcome. */
  long done() {
    return (long) WORDS.getVolatile(bytes, DONE);
  }

  void done(long id) {
    WORDS.setVolatile(bytes, DONE, id);
  }

  MailboxState state() {
    int code = (int) ((long) WORDS.getVolatile(bytes, STATE) & 0xff);
    return code < STATES.size() ? STATES.get(code) : MailboxState.IDLE;
  }

  /** The step that was open when the state last changed. */
  long stateStep() {
    return (long) WORDS.getVolatile(bytes, STATE) >>> 8;
  }

  void state(MailboxState state, long step) {
    WORDS.setVolatile(bytes, STATE, STATES.indexOf(state) | step << 8);
  }

  Set<Point> points() {
    int mask = bytes.getInt(POINTS);
    Set<Point> points = EnumSet.noneOf(Point.class);
    for (Point point : POINT_BITS) {
      if ((mask & 1 << POINT_BITS.indexOf(point)) != 0) {
        points.add(point);
      }
    }
    return points;
  }

  void points(Set<Point> points) {
    int mask = 0;
    for (Point point : points) {
      mask |= 1 << POINT_BITS.indexOf(point);
    }
    bytes.putInt(POINTS, mask);
  }

  /** Where the slot of a command begins. */
  static int slot(long id) {
    return FIRST_SLOT + SLOT_BYTES * (int) Long.remainderUnsigned(id, SLOTS);
  }

  /** Checksum over what the writer of a command fills in. */
  int commandChecksum(int slot) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice(slot, SLOT_CHECKSUM));
    sum.update(bytes.slice(slot + SLOT_ACTION, SLOT_OUTCOME - SLOT_ACTION));
    return (int) sum.getValue();
  }

  int valueCount() {
    return Math.max(0, Math.min(bytes.getInt(VALUE_COUNT), MOST_VALUES));
  }

  /** Adds a value behind those that are there. */
  void addValue(ControlValue value) {
    int index = valueCount();
    int at = FIRST_VALUE + VALUE_BYTES * index;
    bytes.putDouble(at + VALUE_MIN, value.min());
    bytes.putDouble(at + VALUE_MAX, value.max());
    bytes.putDouble(at + VALUE_NOW, value.value());
    putText(at + VALUE_NAME, NAME_BYTES, value.name());
    VarHandle.releaseFence();
    bytes.putInt(VALUE_COUNT, index + 1);
  }

  ControlValue value(int index) {
    int at = FIRST_VALUE + VALUE_BYTES * index;
    double now = Double.longBitsToDouble((long) WORDS.getVolatile(bytes, at + VALUE_NOW));
    return new ControlValue(
        text(at + VALUE_NAME, NAME_BYTES),
        bytes.getDouble(at + VALUE_MIN),
        bytes.getDouble(at + VALUE_MAX),
        now);
  }

  void value(int index, double now) {
    WORDS.setVolatile(
        bytes, FIRST_VALUE + VALUE_BYTES * index + VALUE_NOW, Double.doubleToRawLongBits(now));
  }

  long word(int at) {
    return (long) WORDS.getVolatile(bytes, at);
  }

  void word(int at, long value) {
    WORDS.setVolatile(bytes, at, value);
  }

  int number(int at) {
    return bytes.getInt(at);
  }

  void number(int at, int value) {
    bytes.putInt(at, value);
  }

  double real(int at) {
    return bytes.getDouble(at);
  }

  void real(int at, double value) {
    bytes.putDouble(at, value);
  }

  /** Text up to the first zero. */
  String text(int at, int most) {
    int length = 0;
    while (length < most && bytes.get(at + length) != 0) {
      length++;
    }
    byte[] text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Text, filled up with zeros; one that is too long ends with an ellipsis. */
  void putText(int at, int most, String text) {
    byte[] field = new byte[most];
    byte[] whole = fitting(text, most).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(whole, 0, field, 0, whole.length);
    bytes.put(at, field);
  }

  private static String fitting(String text, int most) {
    String fits = text;
    while (bytesOf(fits) > most) {
      int end = fits.endsWith("…") ? fits.length() - 2 : fits.length() - 1;
      fits = fits.substring(0, end) + "…";
    }
    return fits;
  }

  static int bytesOf(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private int checksum(int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice(from, length));
    return (int) sum.getValue();
  }
}
