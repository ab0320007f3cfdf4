package io.stepscope.event;

/** Something that was recorded: one value of one kind, at one place and time. Immutable. */
public sealed interface Event
    permits Scalar,
        TensorHistogram,
        Timing,
        Text,
        ConsoleLine,
        Image,
        Table,
        ModelGraph,
        Artifact,
        Params,
        Alert,
        ControlAction,
        StepComplete,
        RunStarted,
        RunEnded {

  /** Where and when. */
  Stamp stamp();

  /** What kind; a {@code switch} over it is exhaustive. */
  EventKind kind();
}
