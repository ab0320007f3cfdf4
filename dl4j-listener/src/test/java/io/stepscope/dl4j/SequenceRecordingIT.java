package io.stepscope.dl4j;

class SequenceRecordingIT extends NetworkRecordingContract {

  SequenceRecordingIT() {
    super(Kind.SEQUENCE);
  }
}
