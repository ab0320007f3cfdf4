package io.stepscope.dl4j;

class GraphRecordingIT extends NetworkRecordingContract {

  GraphRecordingIT() {
    super(Kind.GRAPH);
  }
}
