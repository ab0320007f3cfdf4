package io.stepscope.tracker.fakes;

/**
 * What a tracker's server does. Called for one request at a time, so that it needs no locks; what
 * it holds survives a restart of the {@link FakeServer}, as a database does.
 */
public interface FakeService {

  /** Takes a request, or refuses it as the real server would. */
  FakeAnswer answer(FakeRequest request);

  /** Takes a part of a request and fails then, where the real server can do so. */
  default FakeAnswer answerPartly(FakeRequest request) {
    return FakeAnswer.html(500, "Internal Server Error");
  }

  /** Says that the key is not valid any more. */
  default FakeAnswer expired(FakeRequest request) {
    return FakeAnswer.text(401, "expired");
  }
}
