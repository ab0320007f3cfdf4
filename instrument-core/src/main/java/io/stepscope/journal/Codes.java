package io.stepscope.journal;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import java.util.List;

/** What single bytes in bodies mean: places in these lists, to which may only be added. */
final class Codes {
  static final List<ConsoleLine.Stream> STREAMS =
      List.of(ConsoleLine.Stream.STDOUT, ConsoleLine.Stream.STDERR);

  static final List<Alert.Severity> SEVERITIES =
      List.of(Alert.Severity.INFO, Alert.Severity.WARNING, Alert.Severity.ERROR);

  static final List<RunStatus> STATUSES =
      List.of(
          RunStatus.RUNNING,
          RunStatus.FINISHED,
          RunStatus.FAILED,
          RunStatus.STOPPED,
          RunStatus.KILLED);

  static final List<ControlAction.Outcome> OUTCOMES =
      List.of(ControlAction.Outcome.APPLIED, ControlAction.Outcome.REFUSED);

  static final List<Params.Group> GROUPS =
      List.of(
          Params.Group.PARAMS,
          Params.Group.TAGS,
          Params.Group.CODE,
          Params.Group.DATA,
          Params.Group.CONFIG,
          Params.Group.ENVIRONMENT,
          Params.Group.PIPELINE);

  /** Type marks of values in parameters and tables. */
  static final int TEXT = 0;

  static final int WHOLE_NUMBER = 1;
  static final int NUMBER = 2;
  static final int BOOLEAN = 3;

  private Codes() {}
}
