/*
 * Counts the values of tensors into the bins of io.stepscope.histogram.Histogram: a bin is the upper twelve bits of a
 * float32. One launch serves any number of tensors, as each block counts one piece of one of them.
 *
 * Bound by reading memory: 16 bytes a load, counters in the memory of the block, one pass. Values in equal bins make
 * threads wait for each other, so zeros, of which gradients and masks are full, are counted in registers.
 *
 * Bins, zeros, infinities, least and largest are exact in whatever order blocks run. Sums are those of double additions in
 * an order that does not change from run to run. src/test/c/emulated has what this needs to run on a processor.
 */
#include <cuda_fp16.h>

#define BINS 4096
#define NEGATIVE_ZERO 2048
#define THREADS 256
#define LANES 32
#define WARPS (THREADS / LANES)
#define ALL_LANES 0xffffffffu

enum { FLOAT32, FLOAT16, BFLOAT16 };

/* A piece of a tensor, at most 2^24 elements, so that no counter overflows. Written by WorkList. */
struct Piece {
  unsigned long long address; /* of its first element, a multiple of the element's size */
  unsigned count;
  unsigned slot; /* whose bins it goes to */
  unsigned element;
  float divisor;
};

/* What a piece is but for its bins. Read by WorkList. */
struct Part {
  double sum, squares;   /* of finite values */
  float lowest, highest; /* of finite values; +infinity and -infinity when there are none */
  unsigned zeros, infinities;
};

struct Seen {
  double sum, squares;
  float lowest, highest;
  unsigned zeros, negative_zeros, infinities;
};

static __device__ __forceinline__ void see(float value, Seen &seen, unsigned *bins) {
  unsigned bits = __float_as_uint(value);
  if (bits << 1) {
    atomicAdd(&bins[bits >> 20], 1u);
  } else {
    seen.zeros++;
    seen.negative_zeros += bits >> 31;
  }
  if ((bits & 0x7f800000u) != 0x7f800000u) {
    double exact = value;
    seen.sum += exact;
    seen.squares = fma(exact, exact, seen.squares);
    seen.lowest = fminf(seen.lowest, value);
    seen.highest = fmaxf(seen.highest, value);
  } else {
    seen.infinities += !(bits << 9); /* Else not a number: what is left in the bins of this exponent. */
  }
}

/* Division as the host divides, rounded to nearest; by 1 it would change the bits of what is not a number at most. */
static __device__ __forceinline__ float divided(float value, float divisor) {
  return divisor == 1.0f ? value : __fdiv_rn(value, divisor);
}

template <int ELEMENT> struct Format;

template <> struct Format<FLOAT32> {
  typedef unsigned Stored;
  static const int IN_WORD = 1;
  static __device__ __forceinline__ float widened(unsigned word, int) { return __uint_as_float(word); }
};

template <> struct Format<FLOAT16> {
  typedef unsigned short Stored;
  static const int IN_WORD = 2;
  static __device__ __forceinline__ float widened(unsigned word, int at) {
    return __half2float(__ushort_as_half((unsigned short)(word >> (16 * at))));
  }
};

template <> struct Format<BFLOAT16> {
  typedef unsigned short Stored;
  static const int IN_WORD = 2;
  static __device__ __forceinline__ float widened(unsigned word, int at) {
    return __uint_as_float(at ? word & 0xffff0000u : word << 16);
  }
};

template <int ELEMENT>
static __device__ __forceinline__ void see_word(unsigned word, float divisor, Seen &seen, unsigned *bins) {
#pragma unroll
  for (int at = 0; at < Format<ELEMENT>::IN_WORD; at++) {
    see(divided(Format<ELEMENT>::widened(word, at), divisor), seen, bins);
  }
}

template <int ELEMENT>
static __device__ __forceinline__ void see_words(uint4 words, float divisor, Seen &seen, unsigned *bins) {
  see_word<ELEMENT>(words.x, divisor, seen, bins);
  see_word<ELEMENT>(words.y, divisor, seen, bins);
  see_word<ELEMENT>(words.z, divisor, seen, bins);
  see_word<ELEMENT>(words.w, divisor, seen, bins);
}

/* All elements of a piece: those before the first multiple of 16 bytes, those in groups of 16 bytes, the rest. */
template <int ELEMENT> static __device__ __forceinline__ void see_all(const Piece &piece, Seen &seen, unsigned *bins) {
  typedef typename Format<ELEMENT>::Stored Stored;
  const unsigned in_group = 16 / sizeof(Stored);
  const Stored *at = (const Stored *)piece.address;
  unsigned before = (unsigned)((0 - piece.address) & 15) / sizeof(Stored);
  before = before < piece.count ? before : piece.count;
  unsigned groups = (piece.count - before) / in_group;
  unsigned after = (piece.count - before) % in_group;
  const uint4 *group = (const uint4 *)(at + before);
  for (unsigned i = threadIdx.x; i < groups; i += 2 * THREADS) {
    /* Two loads are on their way at once; read once, they shall push nothing of the training's out of the cache. */
    bool two = i + THREADS < groups;
    uint4 words = __ldcs(group + i);
    uint4 next = two ? __ldcs(group + i + THREADS) : words;
#pragma unroll 1 /* Half the code, which the driver compiles when it is first used. */
    for (int turn = 0; turn <= two; turn++) {
      see_words<ELEMENT>(words, piece.divisor, seen, bins);
      words = next;
    }
  }
  if (threadIdx.x < before + after) { /* Fewer than one for each thread. */
    unsigned edge = threadIdx.x < before ? threadIdx.x : threadIdx.x + groups * in_group;
    see(divided(Format<ELEMENT>::widened(at[edge], 0), piece.divisor), seen, bins);
  }
}

static __device__ __forceinline__ void add(Seen &to, const Seen &other) {
  to.sum += other.sum;
  to.squares += other.squares;
  to.lowest = fminf(to.lowest, other.lowest);
  to.highest = fmaxf(to.highest, other.highest);
  to.zeros += other.zeros;
  to.negative_zeros += other.negative_zeros;
  to.infinities += other.infinities;
}

/* In the first lane, what all lanes have seen. */
static __device__ __forceinline__ void add_lanes(Seen &seen) {
#pragma unroll
  for (int distance = LANES / 2; distance > 0; distance /= 2) {
    Seen other;
    other.sum = __shfl_down_sync(ALL_LANES, seen.sum, distance);
    other.squares = __shfl_down_sync(ALL_LANES, seen.squares, distance);
    other.lowest = __shfl_down_sync(ALL_LANES, seen.lowest, distance);
    other.highest = __shfl_down_sync(ALL_LANES, seen.highest, distance);
    other.zeros = __shfl_down_sync(ALL_LANES, seen.zeros, distance);
    other.negative_zeros = __shfl_down_sync(ALL_LANES, seen.negative_zeros, distance);
    other.infinities = __shfl_down_sync(ALL_LANES, seen.infinities, distance);
    add(seen, other);
  }
}

/*
 * A block for each piece. parts has one entry for each piece; bins has BINS counters for each slot, which were zero before
 * and take less than 2^32 elements.
 */
extern "C" __global__ void __launch_bounds__(THREADS)
    stepscope_histogram(const Piece *pieces, Part *parts, unsigned *bins) {
  __shared__ unsigned counted[BINS];
  __shared__ Seen warps[WARPS];
  for (unsigned bin = threadIdx.x; bin < BINS; bin += THREADS) counted[bin] = 0;
  __syncthreads();

  const Piece piece = pieces[blockIdx.x];
  Seen seen = {0, 0, __uint_as_float(0x7f800000u), __uint_as_float(0xff800000u), 0, 0, 0};
  if (piece.element == FLOAT32) see_all<FLOAT32>(piece, seen, counted);
  if (piece.element == FLOAT16) see_all<FLOAT16>(piece, seen, counted);
  if (piece.element == BFLOAT16) see_all<BFLOAT16>(piece, seen, counted);

  add_lanes(seen);
  if (threadIdx.x % LANES == 0) warps[threadIdx.x / LANES] = seen;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int warp = 1; warp < WARPS; warp++) add(seen, warps[warp]);
    counted[0] += seen.zeros - seen.negative_zeros;
    counted[NEGATIVE_ZERO] += seen.negative_zeros;
    Part part = {seen.sum, seen.squares, seen.lowest, seen.highest, seen.zeros, seen.infinities};
    parts[blockIdx.x] = part;
  }
  __syncthreads();
  for (unsigned bin = threadIdx.x; bin < BINS; bin += THREADS) {
    unsigned count = counted[bin];
    if (count) atomicAdd(&bins[(size_t)piece.slot * BINS + bin], count);
  }
}
