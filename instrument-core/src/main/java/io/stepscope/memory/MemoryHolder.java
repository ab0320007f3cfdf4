package io.stepscope.memory;

/**
 * Somebody in the framework who holds memory: a manager of arrays, a workspace, an allocator.
 *
 * @param name as the framework calls it
 * @param arrays arrays it holds itself; {@link #UNKNOWN} where they are not counted
 * @param parts others within it, which are told apart from it
 * @param bytes what its arrays take, as far as it was added up; {@link #UNKNOWN} where it was not
 * @param earlier arrays it held at {@code earlierStep}; {@link #UNKNOWN} when nobody counted
 * @param earlierStep the step at which they were counted first
 * @param note what else there is to say of it, for people; may be empty
 */
public record MemoryHolder(
    String name, long arrays, long parts, long bytes, long earlier, long earlierStep, String note) {

  /** In the place of a number that nobody knows. */
  public static final long UNKNOWN = -1;

  /** A holder of which only the size is known. */
  public static MemoryHolder ofBytes(String name, long bytes, String note) {
    return new MemoryHolder(name, UNKNOWN, 0, bytes, UNKNOWN, UNKNOWN, note);
  }

  /** Arrays that came since they were first counted; 0 when that is not known. */
  public long growth() {
    return earlier == UNKNOWN || arrays == UNKNOWN ? 0 : arrays - earlier;
  }
}
