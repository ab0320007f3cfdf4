/** What the java agent costs a program that never trains, and how soon it records one that does. */
@NullMarked
package io.stepscope.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
