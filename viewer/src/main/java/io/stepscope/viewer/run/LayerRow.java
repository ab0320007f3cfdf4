package io.stepscope.viewer.run;

import io.stepscope.viewer.series.Envelope;

/**
 * One parameter of the model.
 *
 * @param parameter the framework's name of it
 * @param elements number of elements; 0 when unknown
 * @param gradientNorm Euclidean norm of the gradient, by step
 * @param weightNorm latest Euclidean norm of the weights; NaN when unknown
 * @param updateRatio latest norm of the update over norm of the weights; NaN when unknown
 * @param notFinite NaN and infinite values seen in gradients and weights
 */
public record LayerRow(
    String parameter,
    long elements,
    Envelope gradientNorm,
    double weightNorm,
    double updateRatio,
    long notFinite) {}
