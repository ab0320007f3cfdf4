package io.stepscope.tracker.micrometer;

import java.util.List;

/**
 * What a recorded series is called as a meter, in Micrometer's dotted form.
 *
 * <p>What exists once per parameter, layer or GPU is one meter with a tag for which: names stay
 * few, and dashboards can sum and filter. Each name has always the same tag keys, as Prometheus
 * wants.
 *
 * @param meter for instance {@code stepscope.train.loss}
 * @param tag key of the tag that tells several apart, {@code parameter}, {@code layer} or {@code
 *     gpu}; empty when there is one only
 * @param of its value
 */
record MeterName(String meter, String tag, String of) {

  private static final String PREFIX = "stepscope.";

  /** Series of which there is one per tensor, and the tag that says which. */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("gradients/norm/", "parameter.gradients.norm", "parameter"),
          new Family("weights/norm/", "parameter.weights.norm", "parameter"),
          new Family("updates/ratio/", "parameter.updates.ratio", "parameter"),
          new Family("activations/dead/", "layer.activations.dead", "layer"),
          new Family("train/learning_rate/", "layer.learning_rate", "layer"));

  private static final String LAYER_TIME = "time/layer/";
  private static final String GPU = "gpu/";

  /** The meter of a series as it is recorded, for instance {@code train/loss}. */
  static MeterName of(String series) {
    for (Family family : FAMILIES) {
      if (series.startsWith(family.prefix)) {
        String which = series.substring(family.prefix.length());
        return new MeterName(PREFIX + family.meter, family.tag, which);
      }
    }
    if (series.startsWith(LAYER_TIME)) {
      return layerTime(series.substring(LAYER_TIME.length()));
    }
    if (series.startsWith(GPU)) {
      String rest = series.substring(GPU.length());
      int slash = rest.indexOf('/');
      if (slash > 0) {
        return new MeterName(
            PREFIX + "gpu." + dotted(rest.substring(slash + 1)), "gpu", rest.substring(0, slash));
      }
    }
    String own = series.startsWith("stepscope/") ? series.substring("stepscope/".length()) : series;
    return new MeterName(PREFIX + dotted(own), "", "");
  }

  /** {@code <layer>/forward} or {@code <layer>/backward}, either perhaps with {@code /device}. */
  private static MeterName layerTime(String rest) {
    String path = rest.endsWith("/device") ? rest.substring(0, rest.length() - 7) : rest;
    int slash = path.lastIndexOf('/');
    if (slash <= 0) {
      return new MeterName(PREFIX + "time.layer." + dotted(rest), "", "");
    }
    String phase = rest.substring(slash + 1);
    return new MeterName(PREFIX + "layer.time." + dotted(phase), "layer", path.substring(0, slash));
  }

  private static String dotted(String series) {
    return series.replace('/', '.').replace(' ', '_');
  }

  private record Family(String prefix, String meter, String tag) {}
}
