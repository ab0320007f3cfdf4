/*
 * A libnvidia-ml.so.1 that answers as scripted. Signatures, codes and layouts are those of NVIDIA's NVML API reference
 * (docs.nvidia.com/deploy/nvml-api).
 *
 *   devices N                    default 2
 *   group N                      third byte of all UUIDs, and 2 more than the PCI domain; default 2
 *   mig UUID                     a MIG device that has this UUID
 *   processes N PID:BYTES …      as many compute processes; "self" is the calling one
 */
#include "script.h"

#define INSUFFICIENT_SIZE 7
#define NOT_FOUND 6
#define INVALID_ARGUMENT 2
#define NOT_SUPPORTED 3
#define VERSION_MISMATCH 25
#define MIG 90

typedef unsigned int u32;
typedef unsigned long long u64;
typedef struct { u64 total, free, used; } memory;
typedef struct { u32 version; u64 total, reserved, free, used; } memory_v2;
typedef struct { u32 gpu, memory; } utilization;
typedef struct { char legacy[16]; u32 domain, bus, device, id, subsystem; char bus_id[32]; } pci;
typedef struct { u32 pid; u64 used; u32 gpu_instance, compute_instance; } process;

static long devices(void) { return number_of("devices", 2); }
static long index_of(void *device) { return (long)device - 1; }

#define NOTED(function, device)            \
  do {                                     \
    int code = called(function, device);   \
    if (code) return code;                 \
  } while (0)

int nvmlInit_v2(void) { NOTED("nvmlInit_v2", -1); return 0; }
int nvmlShutdown(void) { NOTED("nvmlShutdown", -1); return 0; }
int nvmlSystemGetDriverVersion(char *to, u32 size) {
  NOTED("nvmlSystemGetDriverVersion", -1);
  snprintf(to, size, "580.65.06");
  return 0;
}
int nvmlSystemGetCudaDriverVersion_v2(int *to) { NOTED("nvmlSystemGetCudaDriverVersion_v2", -1); *to = 13000; return 0; }
int nvmlDeviceGetCount_v2(u32 *to) { NOTED("nvmlDeviceGetCount_v2", -1); *to = devices(); return 0; }
int nvmlDeviceGetHandleByIndex_v2(u32 index, void **to) {
  NOTED("nvmlDeviceGetHandleByIndex_v2", index);
  if (index >= devices()) return INVALID_ARGUMENT;
  *to = (void *)(long)(index + 1);
  return 0;
}

/* As cuda.c has them. */
static void uuid_of(long index, char *to, u32 size) {
  char mig[1024];
  if (index == MIG && line_of("mig", NULL, mig, sizeof mig)) {
    mig[strcspn(mig, " ")] = 0;
    snprintf(to, size, "%s", mig);
  } else {
    snprintf(to, size, "GPU-0001%02llx%02lx-0405-0607-0809-0a0b0c0d0e0f", number_of("group", 2), index);
  }
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **to) {
  char one[128];
  NOTED("nvmlDeviceGetHandleByUUID", -1);
  for (long i = 0; i <= MIG; i++) {
    uuid_of(i, one, sizeof one);
    if ((i < devices() || i == MIG) && !strcmp(uuid, one)) {
      *to = (void *)(i + 1);
      return 0;
    }
  }
  return NOT_FOUND;
}
int nvmlDeviceGetName(void *device, char *to, u32 size) {
  NOTED("nvmlDeviceGetName", index_of(device));
  snprintf(to, size, "Stub GPU %ld", index_of(device));
  return 0;
}
int nvmlDeviceGetUUID(void *device, char *to, u32 size) {
  NOTED("nvmlDeviceGetUUID", index_of(device));
  uuid_of(index_of(device), to, size);
  return 0;
}
int nvmlDeviceGetPciInfo_v3(void *device, pci *to) {
  NOTED("nvmlDeviceGetPciInfo_v3", index_of(device));
  memset(to, 0, sizeof *to);
  to->domain = number_of("group", 2) - 2;
  to->bus = 0x18 + index_of(device);
  snprintf(to->bus_id, sizeof to->bus_id, "%08X:%02X:00.0", to->domain, to->bus);
  return 0;
}
int nvmlDeviceGetMemoryInfo_v2(void *device, memory_v2 *to) {
  double v[4] = {85899345920., 536870912., 64424509440., 20937965568.};
  NOTED("nvmlDeviceGetMemoryInfo_v2", index_of(device));
  if (to->version != (sizeof *to | 2 << 24)) return VERSION_MISMATCH;
  scripted("nvmlDeviceGetMemoryInfo_v2", index_of(device), 4, v);
  to->total = v[0], to->reserved = v[1], to->free = v[2], to->used = v[3];
  return 0;
}
int nvmlDeviceGetMemoryInfo(void *device, memory *to) {
  double v[3] = {85899345920., 64424509440., 21474836480.};
  NOTED("nvmlDeviceGetMemoryInfo", index_of(device));
  scripted("nvmlDeviceGetMemoryInfo", index_of(device), 3, v);
  to->total = v[0], to->free = v[1], to->used = v[2];
  return 0;
}
int nvmlDeviceGetUtilizationRates(void *device, utilization *to) {
  double v[2] = {75, 30};
  NOTED("nvmlDeviceGetUtilizationRates", index_of(device));
  if (index_of(device) == MIG) return NOT_SUPPORTED;
  scripted("nvmlDeviceGetUtilizationRates", index_of(device), 2, v);
  to->gpu = v[0], to->memory = v[1];
  return 0;
}

/* A function that gives one number, which may be asked of one of several kinds. */
#define ONE_NUMBER(function, type, ...)                          \
  int function(void *device, type *to) {                         \
    double v[1] = {__VA_ARGS__};                                 \
    NOTED(#function, index_of(device));                          \
    if (index_of(device) == MIG) return NOT_SUPPORTED;           \
    scripted(#function, index_of(device), 1, v);                 \
    *to = (type)v[0];                                            \
    return 0;                                                    \
  }
#define OF_A_KIND(function, type, ...)                           \
  int function(void *device, int kind, type *to) {               \
    double v[3] = {__VA_ARGS__};                                 \
    NOTED(#function, index_of(device));                          \
    if (index_of(device) == MIG) return NOT_SUPPORTED;           \
    if (kind < 0 || kind > 2) return INVALID_ARGUMENT;           \
    scripted(#function, index_of(device), 3, v);                 \
    *to = (type)v[kind];                                         \
    return 0;                                                    \
  }

OF_A_KIND(nvmlDeviceGetTemperature, u32, 61)
ONE_NUMBER(nvmlDeviceGetPowerUsage, u32, 350500)
ONE_NUMBER(nvmlDeviceGetEnforcedPowerLimit, u32, 701000)
ONE_NUMBER(nvmlDeviceGetTotalEnergyConsumption, u64, 123456789)
OF_A_KIND(nvmlDeviceGetClockInfo, u32, 1975, 1980, 3201)
ONE_NUMBER(nvmlDeviceGetFanSpeed, u32, 40)
OF_A_KIND(nvmlDeviceGetPcieThroughput, u32, 1500, 2500)
ONE_NUMBER(nvmlDeviceGetCurrPcieLinkGeneration, u32, 5)
ONE_NUMBER(nvmlDeviceGetCurrPcieLinkWidth, u32, 16)
ONE_NUMBER(nvmlDeviceGetCurrentClocksThrottleReasons, u64, 0x24)
int nvmlDeviceGetTotalEccErrors(void *device, int kind, int counter, u64 *to) {
  double v[2] = {3, 1};
  NOTED("nvmlDeviceGetTotalEccErrors", index_of(device));
  if (index_of(device) == MIG) return NOT_SUPPORTED;
  if (kind < 0 || kind > 1 || counter != 0) return INVALID_ARGUMENT;
  scripted("nvmlDeviceGetTotalEccErrors", index_of(device), 2, v);
  *to = (u64)v[kind];
  return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, u32 *count, process *to) {
  char rest[1024] = "1 self:4294967296";
  NOTED("nvmlDeviceGetComputeRunningProcesses_v3", index_of(device));
  line_of("processes", NULL, rest, sizeof rest);
  char *at = rest;
  u32 there = strtoul(at, &at, 0), room = *count;
  *count = there;
  if (there > room) return INSUFFICIENT_SIZE;
  for (u32 i = 0; i < there; i++) {
    at += strspn(at, " ");
    to[i].pid = strncmp(at, "self", 4) ? strtoul(at, NULL, 0) : (u32)getpid();
    at = strchr(at, ':') + 1;
    to[i].used = *at == '-' ? (u64)strtoll(at, &at, 0) : strtoull(at, &at, 0);
    to[i].gpu_instance = to[i].compute_instance = 0xFFFFFFFF;
  }
  return 0;
}
