/* The kernel of src/main/cuda for the processor, as a library that the stub of libcuda launches and tests call. */
#include "../../main/cuda/histogram.cu"

static void run(void **arguments) {
  stepscope_histogram(*(const Piece **)arguments[0], *(Part **)arguments[1], *(unsigned **)arguments[2]);
}

extern "C" void launch(unsigned blocks, unsigned threads, void **arguments) {
  emulated_launch(blocks, threads, run, arguments);
}

extern "C" void run_backward(int backward) { emulated_backward = backward; }
