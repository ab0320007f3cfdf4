/**
 * NVIDIA's GPUs: what NVML tells of them, memory as CUDA's driver sees it, and times on the device.
 *
 * <p>Both libraries belong to the driver and may be absent, older, newer or broken. Nothing here is
 * linked against them: they are opened by name when a run starts, every function is looked for
 * before it is called, and what fails is left out. CUDA is asked through JCuda's binding of the
 * driver API; its runtime API is never used, as it brings a runtime of its own.
 *
 * <p>Everything runs on threads of Stepscope's, but {@link io.stepscope.probe.DeviceTimer#mark}.
 */
@NullMarked
package io.stepscope.probe.nvidia;

import org.jspecify.annotations.NullMarked;
