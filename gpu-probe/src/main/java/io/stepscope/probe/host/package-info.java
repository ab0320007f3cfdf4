/**
 * The host: processor, memory, disks, network, sensors, this process and its JVM, read with OSHI
 * where the JDK does not tell. Each group is a probe of its own, so that one that fails leaves the
 * others.
 */
@NullMarked
package io.stepscope.probe.host;

import org.jspecify.annotations.NullMarked;
