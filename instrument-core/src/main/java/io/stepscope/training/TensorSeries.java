package io.stepscope.training;

/** Names of the series of one parameter, joined once. */
record TensorSeries(
    String gradients,
    String gradientNorm,
    String weights,
    String weightNorm,
    String updates,
    String updateRatio) {

  static TensorSeries of(String parameter) {
    return new TensorSeries(
        "gradients/" + parameter,
        "gradients/norm/" + parameter,
        "weights/" + parameter,
        "weights/norm/" + parameter,
        "updates/" + parameter,
        "updates/ratio/" + parameter);
  }
}
