package io.stepscope.control;

/**
 * What became of a command.
 *
 * @param applied whether it was applied; otherwise it was refused
 * @param step the first step after it
 * @param oldValue what was set before; NaN when nothing was set or it is not known
 * @param newValue what is set now; NaN when nothing was set
 * @param message one line for people, may be empty
 */
public record Acknowledgement(
    boolean applied, long step, double oldValue, double newValue, String message) {}
