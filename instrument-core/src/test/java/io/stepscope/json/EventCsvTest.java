package io.stepscope.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventCsvTest {
  private static final String START = "r1,0,17,2026-11-21T12:00:00.123456Z,";

  /** JDK 17 writes a digit more than later ones. */
  private static final String DENORMAL_EDGE = Double.toString(0x1p-129);

  private static final String START_OUTSIDE = START.replace("17", "18");

  private final EventCsv csv = new EventCsv();
  private final StringBuilder out = new StringBuilder();

  @ParameterizedTest
  @EnumSource(EventKind.class)
  void writesALineForEveryKind(EventKind kind) {
    String expected =
        switch (kind) {
          case SCALAR -> START + "scalar,train/loss,3,0,2.3025851";
          case HISTOGRAM ->
              START
                  + "histogram,weights/w,3,0,\"{\"\"count\"\":6,\"\"zeros\"\":3,\"\"nan\"\":1,"
                  + "\"\"inf\"\":1,\"\"min\"\":0.0,\"\"max\"\":1.0,\"\"mean\"\":0.25,"
                  + "\"\"std\"\":0.4330127018922193,"
                  + "\"\"edges\"\":[0.0,"
                  + DENORMAL_EDGE
                  + ",0.9999999403953552,1.0],"
                  + "\"\"counts\"\":[3,0,1]}\"";
          case TIMING -> START + "timing,time/forward,3,0,3900000";
          case TEXT -> START + "text,note,3,0,\"a \"\"b\"\", c\"";
          case CONSOLE_LINE -> START + "console,stdout,3,0,epoch 0 loss 2.30";
          case IMAGE -> START + "image,sample,3,0,\"{\"\"width\"\":8,\"\"height\"\":4}\"";
          case TABLE ->
              START
                  + "table,validate/confusion,3,0,\"{\"\"columns\"\":[\"\"class\"\",\"\"0\"\","
                  + "\"\"1\"\"],\"\"rows\"\":[[\"\"0\"\",9,1],[\"\"1\"\",0,0.5]],"
                  + "\"\"confusion_matrix\"\":true}\"";
          case MODEL_GRAPH ->
              START_OUTSIDE
                  + "graph,net,,,\"{\"\"nodes\"\":[{\"\"path\"\":\"\"in\"\",\"\"type\"\":"
                  + "\"\"Input\"\",\"\"inputs\"\":[],\"\"parameters\"\":[],"
                  + "\"\"output_shape\"\":\"\"\"\"},{\"\"path\"\":\"\"fc/1\"\",\"\"type\"\":"
                  + "\"\"Linear\"\",\"\"inputs\"\":[\"\"in\"\"],\"\"parameters\"\":[{"
                  + "\"\"name\"\":\"\"01Linear_weight\"\",\"\"shape\"\":\"\"(2, 4)\"\","
                  + "\"\"count\"\":8,\"\"trainable\"\":true}],"
                  + "\"\"output_shape\"\":\"\"(-1, 2)\"\"}]}\"";
          case ARTIFACT ->
              START_OUTSIDE
                  + "artifact,model.params,,,\"{\"\"artifact_type\"\":\"\"checkpoint\"\","
                  + "\"\"sha256\"\":\"\"ab01\"\",\"\"bytes\"\":1024}\"";
          case PARAMS ->
              START_OUTSIDE
                  + "params,,,,\"{\"\"group\"\":\"\"params\"\",\"\"values\"\":{\"\"lr\"\":0.1,"
                  + "\"\"batch\"\":32,\"\"shuffle\"\":true,\"\"net\"\":\"\"cnn\"\"}}\"";
          case ALERT -> START + "alert,NaN,3,0,loss is not finite";
          case CONTROL_ACTION ->
              START
                  + "control,,3,0,\"{\"\"command\"\":\"\"7\"\",\"\"action\"\":\"\"set\"\","
                  + "\"\"target\"\":\"\"learning_rate\"\",\"\"old\"\":\"\"0.1\"\","
                  + "\"\"new\"\":\"\"0.01\"\",\"\"outcome\"\":\"\"applied\"\","
                  + "\"\"message\"\":\"\"\"\"}\"";
          case STEP_COMPLETE -> START + "step,,3,0,";
          case RUN_STARTED ->
              START_OUTSIDE
                  + "started,,,,\"{\"\"experiment\"\":\"\"digits\"\",\"\"run_name\"\":"
                  + "\"\"brisk otter\"\",\"\"resumed\"\":false,\"\"version\"\":\"\"0.1.0\"\"}\"";
          case RUN_ENDED -> START + "ended,,3,0,finished";
        };

    csv.write(SampleEvents.of(kind), out);

    assertThat(out).hasToString(expected + "\r\n");
  }

  @Test
  void quotesLineEndsAndOnlyWhatNeedsIt() {
    csv.write(new Text(new Stamp("r", 0, 1, 0, 0, 0), "one\ntwo", "one\rtwo"), out);
    csv.write(new Text(new Stamp("r", 0, 1, 0, 0, 0), "a b;c'd", "\u00e9"), out);

    assertThat(out)
        .contains(",text,\"one\ntwo\",0,0,\"one\rtwo\"\r\n")
        .endsWith(",text,a b;c'd,0,0,\u00e9\r\n");
  }

  @Test
  void writesNumbersThatAreNotFinite() {
    csv.write(new Scalar(new Stamp("r", 0, 1, 0, 0, 0), "a", Double.NEGATIVE_INFINITY, true), out);

    assertThat(out).endsWith(",-Infinity\r\n");
  }

  @Test
  void theHeaderNamesTheColumns() {
    csv.write(SampleEvents.of(EventKind.SCALAR), out);

    assertThat(EventCsv.HEADER.split(",", -1)).hasSameSizeAs(out.toString().split(",", -1));
  }
}
