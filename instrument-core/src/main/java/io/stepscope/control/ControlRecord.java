package io.stepscope.control;

/**
 * A command and what became of it, to be recorded in the run.
 *
 * @param step the first step after it
 * @param id of the command; empty when nobody commanded it
 * @param action the word for what was asked; empty when it is not known
 * @param target what was set, or empty
 * @param oldValue before, or empty
 * @param newValue after, or empty
 * @param applied whether it was applied; otherwise it was refused
 * @param message one line for people, may be empty
 */
public record ControlRecord(
    long step,
    String id,
    String action,
    String target,
    String oldValue,
    String newValue,
    boolean applied,
    String message) {}
