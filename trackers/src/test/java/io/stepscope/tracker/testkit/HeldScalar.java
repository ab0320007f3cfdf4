package io.stepscope.tracker.testkit;

/** A scalar as a tracker holds it. */
public record HeldScalar(String name, long step, double value) {}
