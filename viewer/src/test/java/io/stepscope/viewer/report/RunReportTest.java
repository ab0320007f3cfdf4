package io.stepscope.viewer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import io.stepscope.viewer.run.HistogramChoice;
import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.terminal.Terminal;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunReportTest {
  private static final long START = 1_795_262_400_000_000L;

  private final RunDigest digest = new RunDigest(HistogramChoice.none());

  @Test
  void showsEverySectionThatHasContent() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("optimizer", "Sgd");
    params.put("learning_rate", 0.1);
    digest.event(new Params(at(Stamp.NONE), Params.Group.PARAMS, params));
    digest.event(
        new Params(
            at(Stamp.NONE),
            Params.Group.CODE,
            Map.of("git.commit", "0123456789abcdef0123456789abcdef01234567")));
    digest.event(graph("conv_weight", 144, "conv_bias", 16));
    for (int step = 0; step < 20; step++) {
      scalar("train/loss", step, 2.0 - step / 10.0);
      scalar("gradients/norm/conv_bias", step, step == 7 ? Double.NaN : 0.5);
      scalar("gradients/norm/conv_weight", step, 1 + step);
      scalar("weights/norm/conv_weight", step, 4);
      scalar("updates/ratio/conv_weight", step, 0.25);
      timing("time/step", step, 8_000_000);
      timing("time/data", step, 4_000_000);
      timing("time/forward", step, 1_000_000);
      timing("time/layer/conv/forward/device", step, 1_000_000);
      if (step % 2 == 0) {
        timing("time/forward/device", step, 2_000_000);
        timing("time/step/device", step, 8_000_000);
      }
      digest.event(new StepComplete(at(step)));
    }
    digest.event(new Alert(at(7), Alert.Severity.ERROR, "not finite", "gradients/conv_bias"));
    digest.event(new Artifact(at(19), "model/final.bin", "model", "ab".repeat(32), 20_480));
    digest.event(
        new Params(at(Stamp.NONE), Params.Group.CONFIG, Map.of("stepscope/lost/histogram", 3L)));
    Receipt receipt =
        new Receipt(
            "mlflow", "failing", 90, 10, 2, 1, 0, "no answer from host", List.of(), Map.of());

    assertThat(String.join("\n", report(new Terminal(90, true, false), receipt)))
        .isEqualTo(
            """
            r1 · digits · trial  ● failed (out of memory)
            started 2026-11-21 12:00:00 Z · took 1m 12s · 20 steps · 1 epoch

            hyper-parameters
              optimizer Sgd   learning_rate 0.1

            where it comes from
              code     commit 0123456789ab

            train/loss  0.1
               2 ┤⠉⠙⠒⠒⠦⠤⣄⣀⣀⡀
                 │         ⠉⠉⠙⠒⠲⠤⠤⣄⣀⣀⡀
                 │                   ⠉⠉⠓⠒⠲⠤⠤⠤⣄⣀⣀⡀
            1.05 ┤                              ⠉⠉⠓⠒⠲⠤⠤⣄⣀⡀
                 │                                       ⠉⠉⠙⠒⠒⠒⠲⠤⠤⣄⣀⡀
                 │                                                  ⠉⠉⠙⠒⠒⠲⠤⢤⣀⣀⡀
             0.1 ┤                                                            ⠉⠉⠙⠒⠲⠤⠤⢤⣀⣀
                 └──────────────────────────────────────────────────────────────────────
                  step 0                                                              19

            layers (norms of gradients and weights; update: norm of the update / norm of the weights)
              parameter    elements  gradient  mean  trend             weights  update  NaN/inf
              conv_weight       144        20  10.5  ▁▂▂▂▃▄▄▄▅▅▆▆▇▇██        4    0.25        0
              conv_bias          16       0.5   0.5  ▅▅▅▅▅×▅▅▅▅▅▅▅▅▅▅        -       -        1

            where the time went, over 20 steps
              data      50.0%  ████████████████████                      4.0 ms a step
              forward   12.5%  █████                                     1.0 ms a step
              rest      37.5%  ███████████████                           3.0 ms a step

            where the time of the device went, over 10 steps
              forward   25.0%  ██████████                                2.0 ms a step
              rest      75.0%  ██████████████████████████████            6.0 ms a step

            alerts
              step 7      not finite: gradients/conv_bias

            artifacts
              name             type     size  sha256
              model/final.bin  model  20 KiB  abababababab

            trackers
              tracker  state    delivered  retried  skipped  rejected  uncertain
              mlflow   failing         90       10        2         1          0
              mlflow: no answer from host

            recording
              lost histogram 3""");
  }

  @Test
  void leavesOutWhatThereIsNothingToSayAbout() {
    assertThat(RunReport.lines(details(), List.of(), usual(), ascii(), ZoneOffset.UTC))
        .containsExactly(
            "r1, digits, trial  failed (out of memory)",
            "started 2026-11-21 12:00:00 Z, took 1m 12s, 0 steps, 0 epochs");
  }

  @Test
  void showsTheFirstLayersUnlessAllAreWanted() {
    for (int layer = 0; layer < 50; layer++) {
      scalar("gradients/norm/layer" + layer, 0, 1);
    }
    assertThat(RunReport.lines(details(), List.of(), usual(), ascii(), ZoneOffset.UTC))
        .anyMatch(line -> line.contains("layer39 "))
        .noneMatch(line -> line.contains("layer40 "))
        .contains("  and 10 more, with --all");
    RunReport.Wanted all = new RunReport.Wanted(List.of(), true);
    assertThat(RunReport.lines(details(), List.of(), all, ascii(), ZoneOffset.UTC))
        .anyMatch(line -> line.contains("layer49 "));
  }

  @Test
  void coloursWhatIsBadOnATerminalThatShowsThem() {
    scalar("gradients/norm/conv", 0, Double.NaN);
    assertThat(
            RunReport.lines(
                details(), List.of(), usual(), new Terminal(90, true, true), ZoneOffset.UTC))
        .anyMatch(line -> line.contains("\u001b[31mNaN\u001b[0m"))
        .anyMatch(line -> line.contains("\u001b[31m● failed\u001b[0m"));
  }

  private List<String> report(Terminal terminal, Receipt receipt) {
    return RunReport.lines(details(), List.of(receipt), usual(), terminal, ZoneOffset.UTC);
  }

  private static RunReport.Wanted usual() {
    return new RunReport.Wanted(List.of(), false);
  }

  private static Terminal ascii() {
    return new Terminal(90, false, false);
  }

  private RunDetails details() {
    RunSummary summary =
        new RunSummary(
            "r1",
            "digits",
            "trial",
            RunStatus.FAILED,
            "out of memory",
            START,
            START + 72_000_000,
            20,
            0.1,
            "");
    return new RunDetails(summary, 1, digest, 0);
  }

  private void scalar(String name, long step, double value) {
    digest.scalar("r1", 0, step, step, 0, START + step * 1000, name, value, false);
  }

  private void timing(String name, long step, long nanos) {
    digest.event(new Timing(at(step), name, nanos));
  }

  private static ModelGraph graph(String name, long count, String other, long otherCount) {
    return new ModelGraph(
        at(Stamp.NONE),
        "model",
        List.of(
            new ModelGraph.Node(
                "conv",
                "Conv2d",
                List.of(),
                List.of(
                    new ModelGraph.Parameter(name, "", count, true),
                    new ModelGraph.Parameter(other, "", otherCount, true)),
                "")));
  }

  private static Stamp at(long step) {
    return new Stamp("r1", 0, step, step, 0, START + Math.max(0, step) * 1000);
  }
}
