/**
 * What is measured beside the training, on a schedule: the SPI of probes and accelerators, and the
 * thread that asks them.
 *
 * <p>Nothing here measures by itself. Probes of the host and of accelerators are found by {@link
 * java.util.ServiceLoader} (module {@code gpu-probe}) or given by the program; without any, no
 * thread is started for long and nothing is recorded. Everything a probe does happens on daemon
 * threads of this package, never on one of the training.
 */
@NullMarked
package io.stepscope.probe;

import org.jspecify.annotations.NullMarked;
