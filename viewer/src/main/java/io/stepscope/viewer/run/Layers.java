package io.stepscope.viewer.run;

import io.stepscope.event.ModelGraph;
import io.stepscope.histogram.Histogram;
import io.stepscope.viewer.series.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of each parameter of the model. Norms that were recorded win over those computed
 * from histograms.
 */
final class Layers {
  private static final int TREND_BUCKETS = 64;
  private static final String GRADIENT_NORM = "gradients/norm/";
  private static final String WEIGHT_NORM = "weights/norm/";
  private static final String UPDATE_RATIO = "updates/ratio/";
  private static final String GRADIENTS = "gradients/";
  private static final String WEIGHTS = "weights/";

  private final Map<String, Long> elements = new LinkedHashMap<>();
  private final Map<String, Layer> layers = new LinkedHashMap<>();

  /** Takes the scalar if it is one of a parameter. */
  boolean scalar(String name, long step, double value) {
    if (name.startsWith(GRADIENT_NORM)) {
      layer(name, GRADIENT_NORM).gradientNorm.add(step, value);
    } else if (name.startsWith(WEIGHT_NORM)) {
      layer(name, WEIGHT_NORM).weightNorm.add(step, value);
    } else if (name.startsWith(UPDATE_RATIO)) {
      layer(name, UPDATE_RATIO).updateRatio.add(step, value);
    } else {
      return false;
    }
    return true;
  }

  void histogram(String name, long step, Histogram histogram) {
    if (name.startsWith(GRADIENTS)) {
      Layer layer = layer(name, GRADIENTS);
      layer.gradientHistogramNorm.add(step, histogram.norm());
      layer.note(histogram);
    } else if (name.startsWith(WEIGHTS)) {
      Layer layer = layer(name, WEIGHTS);
      layer.weightHistogramNorm.add(step, histogram.norm());
      layer.note(histogram);
    }
  }

  void graph(ModelGraph graph) {
    for (ModelGraph.Node node : graph.nodes()) {
      for (ModelGraph.Parameter parameter : node.parameters()) {
        elements.put(parameter.name(), parameter.count());
      }
    }
  }

  /** In the order of the model, then of first appearance. */
  List<LayerRow> rows() {
    List<LayerRow> rows = new ArrayList<>();
    Map<String, Layer> rest = new LinkedHashMap<>(layers);
    for (String parameter : elements.keySet()) {
      Layer layer = rest.remove(parameter);
      if (layer != null) {
        rows.add(layer.row(parameter, elements.getOrDefault(parameter, 0L)));
      }
    }
    rest.forEach((parameter, layer) -> rows.add(layer.row(parameter, 0L)));
    return rows;
  }

  private Layer layer(String name, String prefix) {
    return layers.computeIfAbsent(name.substring(prefix.length()), parameter -> new Layer());
  }

  private static final class Layer {
    final Envelope gradientNorm = new Envelope(TREND_BUCKETS);
    final Envelope gradientHistogramNorm = new Envelope(TREND_BUCKETS);
    final Envelope weightNorm = new Envelope(2);
    final Envelope weightHistogramNorm = new Envelope(2);
    final Envelope updateRatio = new Envelope(2);
    long notFinite;
    long counted;

    void note(Histogram histogram) {
      notFinite += histogram.nan() + histogram.infinite();
      counted = histogram.count();
    }

    LayerRow row(String parameter, long elements) {
      Envelope gradients = gradientNorm.count() > 0 ? gradientNorm : gradientHistogramNorm;
      Envelope weights = weightNorm.count() > 0 ? weightNorm : weightHistogramNorm;
      return new LayerRow(
          parameter,
          elements > 0 ? elements : counted,
          gradients,
          weights.latest(),
          updateRatio.latest(),
          Math.max(notFinite, gradients.nonFinite()));
    }
  }
}
