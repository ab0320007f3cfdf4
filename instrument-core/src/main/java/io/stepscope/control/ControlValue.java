package io.stepscope.control;

/**
 * A value that can be set, as a look at the mailbox shows it.
 *
 * @param name at most 64 bytes in UTF-8
 * @param min least value that can be set
 * @param max greatest value that can be set
 * @param value in force when a command was last applied; NaN when not known
 */
public record ControlValue(String name, double min, double max, double value) {}
