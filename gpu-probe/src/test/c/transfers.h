/*
 * Memory, copies and kernels of the libcuda in cuda.c. Memory of a device is memory of this process; what is given to streams
 * is done when it is given, or with "hold 1" in the script when a call comes without it, so that nothing is there too early
 * and what is changed too early is found out.
 *
 *   hold 1                       the device does nothing for now
 *   kernel PATH                  the library whose launch(blocks, threads, arguments) is the kernel; without it nothing runs
 *   pieces N                     CUDA tells of N bytes of an allocation at a time, as of memory that was mapped
 *   spoil 1                      a value of the first slot is counted one bin further
 *   values cuPointerGetAttribute:A V   the attribute with the number A of all memory
 */
#include <pthread.h>
#include <stdint.h>

#define INVALID_VALUE 1
#define OUT_OF_MEMORY 2
#define INVALID_CONTEXT 201
#define NOT_FOUND 500
#define HOST 1
#define DEVICE 2
#define MOST_ALLOCATIONS 256
#define BINS 4096

typedef struct { int device, retained; } context;
typedef struct { double at; int recorded, pending; context *in; } event;

typedef struct { char *begin; size_t size; int type, device; } allocation;
static allocation allocations[MOST_ALLOCATIONS];

/* Something to do: one of these. */
typedef struct operation {
  struct operation *next;
  enum { COPY, FILL, LAUNCH, REACH } what;
  char *to;
  const char *from;
  size_t width, height, to_pitch, from_pitch;
  unsigned char value;
  unsigned blocks, threads;
  void *arguments[3];
  event *mark;
} operation;

static operation *first, **last = &first;
static pthread_mutex_t work = PTHREAD_MUTEX_INITIALIZER;
static __thread context *current;

static void spoil(unsigned *bins) {
  for (int i = 0; i < BINS - 1; i++) {
    if (bins[i]) {
      bins[i]--, bins[i + 1]++;
      return;
    }
  }
}

static void launched(operation *one) {
  char path[1024];
  if (!line_of("kernel", NULL, path, sizeof path)) return;
  path[strcspn(path, " ")] = 0;
  void *library = dlopen(path, RTLD_NOW);
  void (*launch)(unsigned, unsigned, void **) = library ? (void (*)(unsigned, unsigned, void **))dlsym(library, "launch") : NULL;
  if (!launch) {
    fprintf(stderr, "stub of libcuda: %s\n", dlerror());
    abort();
  }
  void *arguments[3] = {&one->arguments[0], &one->arguments[1], &one->arguments[2]};
  launch(one->blocks, one->threads, arguments);
  if (number_of("spoil", 0)) spoil(one->arguments[2]);
}

/* Does what there is to do, unless it is held. */
static void go_on(void) {
  if (number_of("hold", 0)) return;
  pthread_mutex_lock(&work);
  while (first) {
    operation *one = first;
    if (one->what == COPY)
      for (size_t i = 0; i < one->height; i++) memcpy(one->to + i * one->to_pitch, one->from + i * one->from_pitch, one->width);
    if (one->what == FILL) memset(one->to, one->value, one->width);
    if (one->what == LAUNCH) launched(one);
    if (one->what == REACH) one->mark->pending--;
    first = one->next;
    free(one);
  }
  last = &first;
  pthread_mutex_unlock(&work);
}

static int give(operation like) {
  if (!current) return INVALID_CONTEXT;
  operation *one = malloc(sizeof *one);
  *one = like;
  one->next = NULL;
  pthread_mutex_lock(&work);
  if (one->what == REACH) one->mark->pending++;
  *last = one;
  last = &one->next;
  pthread_mutex_unlock(&work);
  go_on();
  return 0;
}

static allocation *at(const char *address) {
  for (int i = 0; i < MOST_ALLOCATIONS; i++) {
    allocation *one = &allocations[i];
    if (one->begin && address >= one->begin && address < one->begin + one->size) return one;
  }
  return NULL;
}

static int allocate(void **to, size_t size, int type) {
  if (!current) return INVALID_CONTEXT;
  pthread_mutex_lock(&work);
  for (int i = 0; i < MOST_ALLOCATIONS; i++) {
    if (!allocations[i].begin) {
      allocations[i] = (allocation){aligned_alloc(512, (size + 511) / 512 * 512), size, type, current->device};
      memset(allocations[i].begin, 0xa5, size);
      *to = allocations[i].begin;
      pthread_mutex_unlock(&work);
      return 0;
    }
  }
  pthread_mutex_unlock(&work);
  return OUT_OF_MEMORY;
}

static int release(void *address, int type) {
  allocation *one = at(address);
  if (!one || one->begin != address || one->type != type || first) return INVALID_VALUE;
  memset(one->begin, 0x5a, one->size);
  free(one->begin);
  one->begin = NULL;
  return 0;
}

int cuMemAlloc_v2(void **to, size_t size) { NOTED("cuMemAlloc_v2", size); return allocate(to, size, DEVICE); }
int cuMemFree_v2(void *address) { NOTED("cuMemFree_v2", -1); return release(address, DEVICE); }
int cuMemHostAlloc(void **to, size_t size, unsigned flags) {
  NOTED("cuMemHostAlloc", size);
  return flags ? INVALID_VALUE : allocate(to, size, HOST);
}
int cuMemFreeHost(void *address) { NOTED("cuMemFreeHost", -1); return release(address, HOST); }
int cuPointerGetAttribute(void *to, int attribute, void *address) {
  double v[1] = {-1};
  NOTED("cuPointerGetAttribute", attribute);
  allocation *one = at(address);
  if (!one) return INVALID_VALUE;
  v[0] = attribute == 2 ? one->type : attribute == 9 ? one->device : -1;
  scripted("cuPointerGetAttribute", attribute, 1, v);
  if (v[0] < 0) return INVALID_VALUE;
  *(int *)to = v[0];
  return 0;
}
int cuMemGetAddressRange_v2(void **begin, size_t *size, void *address) {
  NOTED("cuMemGetAddressRange_v2", -1);
  allocation *one = at(address);
  if (!one) return NOT_FOUND;
  long long piece = number_of("pieces", 1L << 40);
  char *from = one->begin + ((char *)address - one->begin) / piece * piece, *end = one->begin + one->size;
  *begin = from, *size = end - from < piece ? end - from : piece;
  return 0;
}
int cuMemcpyHtoDAsync_v2(char *to, const char *from, size_t size, void *stream) {
  NOTED("cuMemcpyHtoDAsync_v2", (long)stream);
  if (!at(from) || at(from)->type != HOST) return INVALID_VALUE; /* Would be no pinned memory, and make the caller wait. */
  return give((operation){.what = COPY, .to = to, .from = from, .width = size, .height = 1});
}
int cuMemcpyDtoHAsync_v2(char *to, const char *from, size_t size, void *stream) {
  NOTED("cuMemcpyDtoHAsync_v2", (long)stream);
  if (!at(to) || at(to)->type != HOST) return INVALID_VALUE;
  return give((operation){.what = COPY, .to = to, .from = from, .width = size, .height = 1});
}
int cuMemcpyDtoDAsync_v2(char *to, const char *from, size_t size, void *stream) {
  NOTED("cuMemcpyDtoDAsync_v2", (long)stream);
  if (!at(to) || !at(from) || at(to)->type != DEVICE || at(from)->type != DEVICE) return INVALID_VALUE;
  return give((operation){.what = COPY, .to = to, .from = from, .width = size, .height = 1});
}
/* CUDA_MEMCPY2D: for each side x, y, type, host, device, array, pitch; then width and height. */
typedef struct {
  size_t x, y;
  unsigned type;
  char *host, *device, *array;
  size_t pitch;
} side;
typedef struct { side from, to; size_t width, height; } rectangle;
int cuMemcpy2DAsync_v2(const rectangle *copy, void *stream) {
  NOTED("cuMemcpy2DAsync_v2", (long)stream);
  const side *from = &copy->from, *to = &copy->to;
  if (from->type != DEVICE || to->type != HOST || !at(to->host) || at(to->host)->type != HOST) return INVALID_VALUE;
  return give((operation){
      .what = COPY,
      .to = to->host + to->y * to->pitch + to->x,
      .from = from->device + from->y * from->pitch + from->x,
      .width = copy->width,
      .height = copy->height,
      .to_pitch = to->pitch,
      .from_pitch = from->pitch});
}
int cuMemsetD8Async(char *to, unsigned char value, size_t size, void *stream) {
  NOTED("cuMemsetD8Async", (long)stream);
  return give((operation){.what = FILL, .to = to, .value = value, .width = size});
}
int cuStreamCreate(void **to, unsigned flags) {
  NOTED("cuStreamCreate", flags);
  if (!current) return INVALID_CONTEXT;
  *to = malloc(1);
  return 0;
}
int cuStreamDestroy_v2(void *stream) { NOTED("cuStreamDestroy_v2", -1); free(stream); return 0; }
int cuModuleLoadDataEx(char **to, const char *image, unsigned options, void *names, void *values) {
  NOTED("cuModuleLoadDataEx", -1);
  (void)names, (void)values;
  if (options) return INVALID_VALUE;
  if (!current) return INVALID_CONTEXT;
  if (!strstr(image, ".version 7.5\n.target sm_75")) return INVALID_VALUE;
  *to = strdup(image);
  return 0;
}
int cuModuleUnload(char *module) { NOTED("cuModuleUnload", -1); free(module); return 0; }
int cuModuleGetFunction(const char **to, const char *module, const char *name) {
  char entry[256];
  NOTED("cuModuleGetFunction", -1);
  snprintf(entry, sizeof entry, ".visible .entry %s(", name);
  *to = strstr(module, entry);
  return *to ? 0 : NOT_FOUND;
}
int cuLaunchKernel(const char *function, unsigned x, unsigned y, unsigned z, unsigned threads, unsigned threads_y,
                   unsigned threads_z, unsigned shared, void *stream, void **arguments, void **extra) {
  NOTED("cuLaunchKernel", (long)stream);
  if (!function || y != 1 || z != 1 || threads_y != 1 || threads_z != 1 || shared || extra || !x) return INVALID_VALUE;
  operation one = {.what = LAUNCH, .blocks = x, .threads = threads};
  for (int i = 0; i < 3; i++) one.arguments[i] = *(void **)arguments[i];
  return give(one);
}
