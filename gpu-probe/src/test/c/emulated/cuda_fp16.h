/*
 * What src/main/cuda/histogram.cu uses of CUDA, on one thread of a processor. The threads of a block are coroutines, which
 * run until they wait for each other; blocks run one after the other. What a block shares holds what the one before left
 * there, as on a device, and a wait to which not all come ends the process.
 */
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define __device__
#define __global__
#define __forceinline__ inline
#define __launch_bounds__(threads)
#define __shared__ static __thread

struct uint4 { unsigned x, y, z, w; };
struct emulated_index { unsigned x; };

#define EMULATED_THREADS 256
#define EMULATED_LANES 32
#define EMULATED_WARPS (EMULATED_THREADS / EMULATED_LANES)
#define EMULATED_STACK (64 << 10)

/* Threads that wait for each other: a block, or the lanes of a warp. */
struct emulated_meeting {
  int members, arrived;
  long turn;
};

struct emulated_block {
  ucontext_t scheduler, threads[EMULATED_THREADS];
  char *stacks;
  emulated_meeting all, warps[EMULATED_WARPS];
  unsigned long long given[2][EMULATED_THREADS];
  long shuffles[EMULATED_THREADS];
  bool ended[EMULATED_THREADS];
  long waits; /* in vain, since somebody went on */
  void (*kernel)(void **);
  void **arguments;
};

static __thread emulated_block *emulated;
static __thread emulated_index threadIdx, blockIdx;
static int emulated_backward; /* Whether the last thread runs first. */

static inline void emulated_fail(const char *what) {
  fprintf(stderr, "emulated device: %s\n", what);
  abort();
}

static void __attribute__((noinline)) emulated_yield() {
  unsigned me = threadIdx.x;
  swapcontext(&emulated->threads[me], &emulated->scheduler);
  threadIdx.x = me;
}

static inline void emulated_meet(emulated_meeting *meeting) {
  long turn = meeting->turn;
  if (++meeting->arrived == meeting->members) {
    meeting->arrived = 0;
    meeting->turn++;
    emulated->waits = 0;
    return;
  }
  while (meeting->turn == turn) {
    if (++emulated->waits > 4 * EMULATED_THREADS) emulated_fail("threads wait for one that does not come");
    emulated_yield();
  }
}

static inline void __syncthreads() { emulated_meet(&emulated->all); }

template <typename T> static inline T __shfl_down_sync(unsigned mask, T value, int distance) {
  static_assert(sizeof(T) <= 8, "");
  if (mask != 0xffffffffu) emulated_fail("only whole warps are emulated");
  unsigned me = threadIdx.x;
  unsigned long long *given = emulated->given[emulated->shuffles[me]++ % 2];
  memcpy(&given[me], &value, sizeof value);
  emulated_meet(&emulated->warps[me / EMULATED_LANES]);
  if (me % EMULATED_LANES + distance < EMULATED_LANES) memcpy(&value, &given[me + distance], sizeof value);
  return value;
}

static inline unsigned atomicAdd(unsigned *to, unsigned value) { return __atomic_fetch_add(to, value, __ATOMIC_RELAXED); }

static inline unsigned __float_as_uint(float value) {
  unsigned bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float __uint_as_float(unsigned bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline float __fdiv_rn(float a, float b) { return a / b; }

/* A device faults where this is not a multiple of 16. */
static inline uint4 __ldcs(const uint4 *from) {
  if ((size_t)from % sizeof *from) emulated_fail("a load of 16 bytes that are not aligned");
  return *from;
}

typedef struct { unsigned short bits; } __half;
static inline __half __ushort_as_half(unsigned short bits) { return __half{bits}; }

/* As the standard defines the format; not as the host widens it, which this is compared with. */
static inline float __half2float(__half half) {
  int exponent = half.bits >> 10 & 31;
  int mantissa = half.bits & 1023;
  float magnitude = exponent == 31  ? __uint_as_float(0x7f800000u | mantissa << 13)
                    : exponent == 0 ? ldexpf((float)mantissa, -24)
                                    : ldexpf((float)(1024 + mantissa), exponent - 25);
  return __uint_as_float(__float_as_uint(magnitude) | (half.bits & 0x8000u) << 16);
}

static void emulated_thread() {
  emulated->kernel(emulated->arguments);
  emulated->ended[threadIdx.x] = true;
  emulated->waits = 0;
}

static void emulated_launch(unsigned blocks, unsigned threads, void (*kernel)(void **), void **arguments) {
  if (threads != EMULATED_THREADS) emulated_fail("another number of threads in a block");
  emulated = (emulated_block *)calloc(1, sizeof *emulated);
  emulated->stacks = (char *)malloc((size_t)EMULATED_THREADS * EMULATED_STACK);
  emulated->kernel = kernel;
  emulated->arguments = arguments;
  for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
    memset(emulated->ended, 0, sizeof emulated->ended);
    emulated->all = {EMULATED_THREADS, 0, 0};
    for (emulated_meeting &warp : emulated->warps) warp = {EMULATED_LANES, 0, 0};
    for (unsigned i = 0; i < EMULATED_THREADS; i++) {
      ucontext_t *thread = &emulated->threads[i];
      getcontext(thread);
      thread->uc_stack.ss_sp = emulated->stacks + (size_t)i * EMULATED_STACK;
      thread->uc_stack.ss_size = EMULATED_STACK;
      thread->uc_link = &emulated->scheduler;
      makecontext(thread, emulated_thread, 0);
    }
    for (bool going = true; going;) {
      going = false;
      for (unsigned turn = 0; turn < EMULATED_THREADS; turn++) {
        threadIdx.x = emulated_backward ? EMULATED_THREADS - 1 - turn : turn;
        if (emulated->ended[threadIdx.x]) continue;
        going = true;
        swapcontext(&emulated->scheduler, &emulated->threads[threadIdx.x]);
      }
    }
  }
  free(emulated->stacks);
  free(emulated);
  emulated = NULL;
}
