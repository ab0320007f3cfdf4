/*
 * A libcuda.so.1 that answers as scripted: devices, memory, primary contexts, events, copies and kernels. Signatures and codes are
 * those of NVIDIA's CUDA Driver API reference (docs.nvidia.com/cuda/cuda-driver-api). All other functions that JCuda's natives
 * want are added to it as weak ones that give 801, "not supported".
 *
 *   devices N                                default 2
 *   values cuDevicePrimaryCtxGetState:D 1    as if a framework had a context on device D
 *   values cuEventRecord:S T                 milliseconds on the device when a mark on stream S is reached
 *   values cuStreamIsCapturing:S 1           stream S is being captured
 */
#include "script.h"

#define NOTED(function, argument)            \
  do {                                       \
    int code = called(function, argument);   \
    if (code) return code;                   \
  } while (0)

#include "transfers.h"

#define INVALID_DEVICE 101
#define NOT_READY 600
#define MOST_DEVICES 16

/* Two for each device: with "renew 1" in the script the second is in the place of the first, as after a reset. */
static context contexts[2 * MOST_DEVICES];
static __thread int capture_mode;

/* What the functions do that are not here. */
int unsupported(const char *function) {
  called(function, -1);
  return 801;
}

static long devices(void) { return number_of("devices", 2); }

int cuInit(unsigned flags) { NOTED("cuInit", flags); return 0; }
int cuDriverGetVersion(int *to) { NOTED("cuDriverGetVersion", -1); *to = 13000; return 0; }
int cuDeviceGetCount(int *to) { NOTED("cuDeviceGetCount", -1); *to = devices(); return 0; }
int cuDeviceGet(int *to, int ordinal) {
  NOTED("cuDeviceGet", ordinal);
  if (ordinal < 0 || ordinal >= devices()) return INVALID_DEVICE;
  *to = ordinal;
  return 0;
}
/* The devices are in the reverse order of NVML's when the script says "reversed 1". */
int cuDeviceGetUuid(unsigned char *to, int device) {
  NOTED("cuDeviceGetUuid", device);
  for (int i = 0; i < 16; i++) to[i] = i;
  to[3] = number_of("reversed", 0) ? devices() - 1 - device : device;
  return 0;
}
int cuDeviceGetName(char *to, int size, int device) {
  NOTED("cuDeviceGetName", device);
  snprintf(to, size, "Stub CUDA %d", device);
  return 0;
}
int cuDeviceTotalMem_v2(size_t *to, int device) { NOTED("cuDeviceTotalMem_v2", device); *to = 80L << 30; return 0; }
int cuDevicePrimaryCtxGetState(int device, unsigned *flags, int *active) {
  double v[1] = {contexts[device].retained > 0};
  NOTED("cuDevicePrimaryCtxGetState", device);
  scripted("cuDevicePrimaryCtxGetState", device, 1, v);
  *flags = 0;
  *active = v[0];
  return 0;
}
int cuDevicePrimaryCtxRetain(context **to, int device) {
  NOTED("cuDevicePrimaryCtxRetain", device);
  contexts[device].device = device;
  __sync_fetch_and_add(&contexts[device].retained, 1);
  contexts[device + MOST_DEVICES].device = device;
  *to = &contexts[number_of("renew", 0) ? device + MOST_DEVICES : device];
  return 0;
}
int cuDevicePrimaryCtxRelease_v2(int device) {
  NOTED("cuDevicePrimaryCtxRelease_v2", device);
  if (contexts[device].retained <= 0) return INVALID_CONTEXT;
  __sync_fetch_and_sub(&contexts[device].retained, 1);
  return 0;
}
int cuCtxSetCurrent(context *to) { NOTED("cuCtxSetCurrent", to ? to->device : -1); current = to; return 0; }
int cuCtxGetCurrent(context **to) { NOTED("cuCtxGetCurrent", -1); *to = current; return 0; }
int cuMemGetInfo_v2(size_t *free, size_t *total) {
  double v[2] = {50L << 30, 80L << 30};
  NOTED("cuMemGetInfo_v2", current ? current->device : -1);
  if (!current) return INVALID_CONTEXT;
  scripted("cuMemGetInfo_v2", current->device, 2, v);
  *free = v[0], *total = v[1];
  return 0;
}
int cuThreadExchangeStreamCaptureMode(int *mode) {
  int before = capture_mode;
  NOTED("cuThreadExchangeStreamCaptureMode", *mode);
  capture_mode = *mode, *mode = before;
  return 0;
}
int cuStreamIsCapturing(void *stream, int *to) {
  double v[1] = {0};
  NOTED("cuStreamIsCapturing", (long)stream);
  scripted("cuStreamIsCapturing", (long)stream, 1, v);
  *to = v[0];
  return 0;
}
int cuEventCreate(event **to, unsigned flags) {
  NOTED("cuEventCreate", flags);
  if (!current) return INVALID_CONTEXT;
  *to = calloc(1, sizeof(event));
  (*to)->in = current;
  return 0;
}
int cuEventRecord(event *one, void *stream) {
  double v[1] = {0};
  NOTED("cuEventRecord", (long)stream);
  if (one->in != current) return 400;
  scripted("cuEventRecord", (long)stream, 1, v);
  one->at = v[0], one->recorded = 1;
  return give((operation){.what = REACH, .mark = one});
}
int cuEventQuery(event *one) {
  NOTED("cuEventQuery", one->recorded);
  go_on();
  return one->pending ? NOT_READY : 0;
}
int cuEventElapsedTime(float *to, event *from, event *until) {
  NOTED("cuEventElapsedTime", -1);
  if (!from->recorded || !until->recorded) return INVALID_VALUE;
  *to = (float)(until->at - from->at);
  return 0;
}
int cuEventDestroy_v2(event *one) {
  NOTED("cuEventDestroy_v2", -1);
  if (one->pending) return INVALID_VALUE;
  free(one);
  return 0;
}
