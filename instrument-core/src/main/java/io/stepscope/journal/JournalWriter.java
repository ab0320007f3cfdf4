package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Appends to the journal of one rank of one run. When a method has returned true, the record
 * survives the death of the process.
 *
 * <p>Thread-safe and lock-free on the append path: every thread writes into a part of the file that
 * it leased. Nothing here throws once the journal is open; what cannot be written is counted in
 * {@link #lost}. Events of one thread keep their order. Every event has a sequence number, its
 * position in the journal.
 *
 * <p>The fences {@link #stepComplete} and {@code append} of a {@code RunStarted}, {@code RunEnded}
 * or {@code ConsoleLine} get a sequence number greater than that of every event recorded before
 * them by any thread.
 */
public final class JournalWriter implements AutoCloseable {
  private final SegmentChain chain;
  private final RecordWriter records;
  private final LostCounts lost = new LostCounts();
  private final Trouble trouble;
  private final Thinning thinning;
  private final long bytesBefore;

  private volatile boolean closed;
  private volatile long bytesAtClose;

  private JournalWriter(
      SegmentChain chain, JournalOptions options, long bytesBefore, Trouble trouble) {
    this.chain = chain;
    this.records = new RecordWriter(chain, trouble);
    this.thinning = new Thinning(options.maxBytes());
    this.bytesBefore = bytesBefore;
    this.trouble = trouble;
  }

  /**
   * Opens the journal in {@code folder}, which is made when it is not there; an existing journal is
   * continued.
   *
   * @throws IOException if not even the first segment can be made
   */
  public static JournalWriter open(Path folder, String run, int rank, JournalOptions options)
      throws IOException {
    Files.createDirectories(folder);
    Trouble trouble = new Trouble();
    return open(folder, run, rank, options, SegmentFactories.forFolder(folder, trouble), trouble);
  }

  static JournalWriter open(
      Path folder,
      String run,
      int rank,
      JournalOptions options,
      SegmentFactory factory,
      Trouble trouble)
      throws IOException {
    Files.createDirectories(folder);
    try (SegmentFiles files = SegmentFiles.open(folder)) {
      SegmentHeader last = files.lastBefore(run, rank);
      SegmentSupply supply = new SegmentSupply(folder, last, options, factory, trouble);
      return new JournalWriter(new SegmentChain(supply), options, files.bytes(), trouble);
    }
  }

  /**
   * The id under which {@code name} is stored; the same for every call. Names are 1 to 1,024 UTF-8
   * bytes long. Allocates nothing for a known name.
   *
   * @return -1 for a name that is empty or too long; appending under it is counted as lost
   */
  public int nameId(String name) {
    return records.nameId(name);
  }

  /** Appends a number; allocates nothing. */
  public boolean scalar(int nameId, long step, int epoch, long timeMicros, double value) {
    long bits = Double.doubleToRawLongBits(value);
    return packed(Format.SCALAR, EventKind.SCALAR, bits, nameId, step, epoch, timeMicros);
  }

  /** Appends a 32-bit number that stays one; allocates nothing. */
  public boolean scalar(int nameId, long step, int epoch, long timeMicros, float value) {
    long bits = Float.floatToRawIntBits(value);
    return packed(Format.SCALAR32, EventKind.SCALAR, bits, nameId, step, epoch, timeMicros);
  }

  /** Appends a duration; allocates nothing. */
  public boolean timing(int nameId, long step, int epoch, long timeMicros, long nanos) {
    return packed(Format.TIMING, EventKind.TIMING, nanos, nameId, step, epoch, timeMicros);
  }

  /** Appends that nothing more comes for {@code step}; a fence. */
  public boolean stepComplete(long step, int epoch, long timeMicros) {
    try {
      return (!closed && records.stepComplete(step, epoch, timeMicros))
          || lost.add(EventKind.STEP_COMPLETE);
    } catch (InternalError e) {
      return fault(EventKind.STEP_COMPLETE, e);
    }
  }

  /** Appends any event; run, rank and sequence of its stamp are replaced by the journal's own. */
  public boolean append(Event event) {
    Stamp at = event.stamp();
    if (event instanceof Scalar scalar) {
      int id = nameId(scalar.name());
      return scalar.float32()
          ? scalar(id, at.step(), at.epoch(), at.timeMicros(), (float) scalar.value())
          : scalar(id, at.step(), at.epoch(), at.timeMicros(), scalar.value());
    }
    if (event instanceof Timing timing) {
      return timing(nameId(timing.name()), at.step(), at.epoch(), at.timeMicros(), timing.nanos());
    }
    if (event instanceof StepComplete) {
      return stepComplete(at.step(), at.epoch(), at.timeMicros());
    }
    try {
      return (!closed && thinning.keeps(event, bytes()) && records.general(event))
          || lost.add(event.kind());
    } catch (RuntimeException | InternalError e) {
      return fault(event.kind(), e);
    }
  }

  /**
   * Events of a kind that could not be written, or were thinned out because the journal reached its
   * maximum.
   */
  public long lost(EventKind kind) {
    return lost.of(kind);
  }

  /**
   * One line on the first failure, or empty: why events are being lost, or that plain file writes
   * are used instead of mapped memory.
   */
  public String trouble() {
    return trouble.line();
  }

  /** Bytes of the journal so far. */
  public long bytes() {
    return bytesBefore + (closed ? bytesAtClose : chain.bytes());
  }

  /** Ends the journal and cuts off what is unused; later appends return false and are counted. */
  @Override
  public synchronized void close() {
    if (!closed) {
      bytesAtClose = chain.bytes();
      closed = true;
      bytesAtClose = chain.close(trouble);
    }
  }

  private boolean packed(
      int type, EventKind kind, long value, int nameId, long step, int epoch, long timeMicros) {
    try {
      return (!closed && records.packed(type, value, nameId, step, epoch, timeMicros))
          || lost.add(kind);
    } catch (InternalError e) {
      return fault(kind, e);
    }
  }

  /**
   * The system could not back the mapped memory, because a copy-on-write or thin file system is
   * full; or an event holds what it must not.
   */
  private boolean fault(EventKind kind, Throwable cause) {
    trouble.noteLoss(kind.word() + " cannot be written: " + cause);
    return lost.add(kind);
  }
}
