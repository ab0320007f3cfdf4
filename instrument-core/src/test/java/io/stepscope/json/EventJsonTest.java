package io.stepscope.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventJsonTest {
  private static final String START =
      "{'run':'r1','rank':0,'seq':17,'time':'2026-11-21T12:00:00.123456Z',";

  /** JDK 17 writes a digit more than later ones. */
  private static final String DENORMAL_EDGE = Double.toString(0x1p-129);

  private static final String START_OUTSIDE = START.replace("17", "18");

  @ParameterizedTest
  @EnumSource(EventKind.class)
  void writesTheKeysOfEveryKindInOrder(EventKind kind) {
    String expected =
        switch (kind) {
          case SCALAR ->
              START + "'type':'scalar','name':'train/loss','step':3,'epoch':0,'value':2.3025851}";
          case HISTOGRAM ->
              START
                  + "'type':'histogram','name':'weights/w','step':3,'epoch':0,'count':6,'zeros':3,"
                  + "'nan':1,'inf':1,'min':0.0,'max':1.0,'mean':0.25,'std':0.4330127018922193,"
                  + "'edges':[0.0,"
                  + DENORMAL_EDGE
                  + ",0.9999999403953552,1.0],"
                  + "'counts':[3,0,1]}";
          case TIMING ->
              START + "'type':'timing','name':'time/forward','step':3,'epoch':0,'nanos':3900000}";
          case TEXT ->
              START + "'type':'text','name':'note','step':3,'epoch':0,'text':'a \\'b\\', c'}";
          case CONSOLE_LINE ->
              START
                  + "'type':'console','step':3,'epoch':0,'stream':'stdout',"
                  + "'text':'epoch 0 loss 2.30'}";
          case IMAGE ->
              START
                  + "'type':'image','name':'sample','step':3,'epoch':0,'width':8,'height':4,"
                  + "'png':'iVBORw=='}";
          case TABLE ->
              START
                  + "'type':'table','name':'validate/confusion','step':3,'epoch':0,"
                  + "'columns':['class','0','1'],'rows':[['0',9,1],['1',0,0.5]],"
                  + "'confusion_matrix':true}";
          case MODEL_GRAPH ->
              START_OUTSIDE
                  + "'type':'graph','name':'net','step':null,'epoch':null,'nodes':["
                  + "{'path':'in','type':'Input','inputs':[],'parameters':[],'output_shape':''},"
                  + "{'path':'fc/1','type':'Linear','inputs':['in'],'parameters':["
                  + "{'name':'01Linear_weight','shape':'(2, 4)','count':8,'trainable':true}],"
                  + "'output_shape':'(-1, 2)'}]}";
          case ARTIFACT ->
              START_OUTSIDE
                  + "'type':'artifact','name':'model.params','step':null,'epoch':null,"
                  + "'artifact_type':'checkpoint','sha256':'ab01','bytes':1024}";
          case PARAMS ->
              START_OUTSIDE
                  + "'type':'params','step':null,'epoch':null,'group':'params',"
                  + "'values':{'lr':0.1,'batch':32,'shuffle':true,'net':'cnn'}}";
          case ALERT ->
              START
                  + "'type':'alert','step':3,'epoch':0,'severity':'warning','title':'NaN',"
                  + "'text':'loss is not finite'}";
          case CONTROL_ACTION ->
              START
                  + "'type':'control','step':3,'epoch':0,'command':'7','action':'set',"
                  + "'target':'learning_rate','old':'0.1','new':'0.01',"
                  + "'outcome':'applied','message':''}";
          case STEP_COMPLETE -> START + "'type':'step','step':3,'epoch':0}";
          case RUN_STARTED ->
              START_OUTSIDE
                  + "'type':'started','step':null,'epoch':null,'experiment':'digits',"
                  + "'run_name':'brisk otter','resumed':false,'version':'0.1.0'}";
          case RUN_ENDED ->
              START + "'type':'ended','step':3,'epoch':0,'status':'finished','reason':''}";
        };

    String actual = EventJson.of(SampleEvents.of(kind));

    assertThat(actual).isEqualTo(expected.replace('\'', '"'));
    assertThat(StrictJson.parse(actual)).isInstanceOf(Map.class);
  }

  @Test
  void aHistogramWithoutFiniteValuesHasNoBuckets() {
    Event event = SampleEvents.histogram(stamp(0), Float.NaN);

    assertThat(EventJson.of(event))
        .endsWith(
            "\"count\":1,\"zeros\":0,\"nan\":1,\"inf\":0,\"min\":\"NaN\",\"max\":\"NaN\","
                + "\"mean\":\"NaN\",\"std\":\"NaN\",\"edges\":[],\"counts\":[]}");
  }

  @Test
  void anEventThatIsNotInAJournalYetHasNoSequence() {
    Stamp stamp = new Stamp("r1", 2, Stamp.UNSEQUENCED, 0, 0, 0);

    assertThat(EventJson.of(new StepComplete(stamp)))
        .startsWith("{\"run\":\"r1\",\"rank\":2,\"seq\":null,\"time\":\"1970-01-01T00:00:00.00");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000000Z",
    "-1, 1969-12-31T23:59:59.999999Z",
    "1795262459000001, 2026-11-21T12:00:59.000001Z",
    "1795262460999999, 2026-11-21T12:01:00.999999Z"
  })
  void timesHaveSixDigitsOfFraction(long micros, String expected) {
    assertThat(EventJson.of(new StepComplete(stamp(micros))))
        .contains("\"time\":\"" + expected + "\"");
  }

  @Test
  void timesThatGoBackAndForthComeBackAsTheyWere() {
    Random random = new Random(6);
    JsonWriter json = new JsonWriter();
    EventJson events = new EventJson(json);
    for (int i = 0; i < 1_000; i++) {
      long micros = SampleEvents.TIME + random.nextInt(5_000_000) - 2_500_000;
      json.clear();
      events.write(new StepComplete(stamp(micros)));
      Map<?, ?> back = StrictJson.parseObject(json.toByteArray());
      Instant time = Instant.parse(String.valueOf(back.get("time")));
      assertThat(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000).isEqualTo(micros);
    }
  }

  @Test
  void float32ScalarsComeBackAsTheSameFloat() {
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      String line = EventJson.of(new Scalar(stamp(0), "a", value, true));
      String text = line.substring(line.lastIndexOf(':') + 1, line.length() - 1);
      assertThat(Float.parseFloat(text.replace("\"", ""))).isEqualTo((Float) value);
      assertThat(text).contains(Float.toString(value));
    }
  }

  @Test
  void linesAreLines() {
    JsonWriter json = new JsonWriter();
    EventJson events = new EventJson(json);
    for (EventKind kind : EventKind.values()) {
      events.writeLine(SampleEvents.of(kind));
    }

    List<String> lines = new String(json.toByteArray(), UTF_8).lines().toList();

    assertThat(lines).hasSize(EventKind.values().length);
    assertThat(lines.get(14)).isEqualTo(EventJson.of(SampleEvents.of(EventKind.RUN_ENDED)));
  }

  private static Stamp stamp(long micros) {
    return new Stamp("r1", 0, 17, 3, 0, micros);
  }
}
