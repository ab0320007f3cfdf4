package io.stepscope.event;

/**
 * A file that belongs to the run; its bytes lie in the run folder under their SHA-256.
 *
 * @param name how users call it, with {@code /} for folders
 * @param type for instance {@code model}, {@code checkpoint}, {@code file}
 * @param sha256 lower-case hex
 * @param bytes size
 */
public record Artifact(Stamp stamp, String name, String type, String sha256, long bytes)
    implements Event {

  @Override
  public EventKind kind() {
    return EventKind.ARTIFACT;
  }
}
