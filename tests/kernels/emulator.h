// Runs the CUDA kernels of src/MoeNotebooks/Cuda/Sources on a CPU, one block after another, so that they can be tested without a GPU.
//
// What it emulates: every thread of a block is a fiber (ucontext) with its own stack, which runs until it waits for others. Barriers of block and
// warp count arrivals; what lanes of a warp give one another goes through a buffer between two barriers of the warp; the tensor core's product
// m16n8k16 puts numbers where its documentation has them. Shared memory is full of NaN when a block begins. Threads and blocks run from first to
// last or, where `backwards` is set, from last to first: a result that differs lacks a barrier. Threads that wait for one another end the program.
//
// What it cannot show: races between threads that run at the same time, the order in which memory becomes visible to other blocks, a kernel that
// begins before the one before it has ended, the rounding of the tensor core's sums (here in f64, then added in f32) and of __expf, registers and
// shared memory that do not suffice, and speed.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <ucontext.h>
#include <vector>

#define __device__
#define __global__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __shared__ static __attribute__((section("shared_memory"))) // blocks run one by one: one place for all of them
extern "C" char __start_shared_memory[], __stop_shared_memory[];     // set by the linker

struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
struct alignas(8) float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
struct Size { int x = 1, y = 1, z = 1; };
static Size threadIdx, blockIdx, blockDim, gridDim;

static inline float2 make_float2(float x, float y) { return { x, y }; }
static inline float4 make_float4(float x, float y, float z, float w) { return { x, y, z, w }; }
static inline float __uint_as_float(unsigned u) { float f; memcpy(&f, &u, 4); return f; }
static inline float __int_as_float(int i) { return __uint_as_float((unsigned)i); }
static inline unsigned __float_as_uint(float f) { unsigned u; memcpy(&u, &f, 4); return u; }
static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }
static inline float rsqrtf(float x) { return 1.f / sqrtf(x); }
static inline float fast_exp(float x) { return expf(x); }
#define __expf fast_exp // glibc has a function of that name
static inline int __popc(unsigned u) { return __builtin_popcount(u); }
template <class T> static T __ldcg(const T* p) { return *p; }
static inline void __threadfence() {}
static inline int atomicAdd(int* p, int add) { int old = *p; *p += add; return old; }

// Four of the eight bytes of (a, b), each named by a hexadecimal digit of `which`.
static inline unsigned __byte_perm(unsigned a, unsigned b, unsigned which)
{
    uint64_t bytes = (uint64_t)b << 32 | a;
    unsigned result = 0;
    for (int i = 0; i < 4; i++) result |= (unsigned)(bytes >> (8 * (which >> (4 * i) & 7)) & 255) << (8 * i);
    return result;
}

namespace emulated
{
const int Lanes = 32, MostThreads = 1024, StackBytes = 256 * 1024;

// Opens when all that are still running have arrived.
struct Barrier
{
    int arrived = 0, opened = 0, running = 0;
    bool open_if_complete()
    {
        if (running == 0 || arrived < running) return false;
        arrived = 0;
        opened++;
        return true;
    }
};

struct Fiber { ucontext_t context; std::unique_ptr<char[]> stack; bool ended; };

static Fiber fibers[MostThreads];
static ucontext_t scheduler;
static std::function<void()> kernel;
static int current;
static bool progress;   // whether a barrier opened or a thread ended since all threads had their turn
static Barrier block, warps[MostThreads / Lanes];
static unsigned exchange[MostThreads / Lanes][Lanes][6]; // what each lane gives its warp

static int lane() { return current % Lanes; }
static unsigned (&buffers())[Lanes][6] { return exchange[current / Lanes]; }

static void wait_at(Barrier& barrier)
{
    int opened = barrier.opened, self = current;
    barrier.arrived++;
    if (barrier.open_if_complete()) { progress = true; return; }
    while (barrier.opened == opened)
    {
        swapcontext(&fibers[self].context, &scheduler);
        current = self;
        threadIdx = { self, 0, 0 };
    }
}

static void wait_for_warp() { wait_at(warps[current / Lanes]); }

static void run_thread()
{
    kernel();
    fibers[current].ended = progress = true;
    for (Barrier* barrier : { &block, &warps[current / Lanes] })
    {
        barrier->running--;
        barrier->open_if_complete();
    }
    setcontext(&scheduler);
}

// What lane `from` gives.
template <class T> static T take(T value, int from)
{
    memcpy(buffers()[lane()], &value, sizeof(T));
    wait_for_warp();
    T taken;
    memcpy(&taken, buffers()[from], sizeof(T));
    wait_for_warp(); // before the next one writes there
    return taken;
}

// All that the warp gives, one by one.
template <class T, class F> static T fold(T value, F both)
{
    memcpy(buffers()[lane()], &value, sizeof(T));
    wait_for_warp();
    T all, next;
    memcpy(&all, buffers()[0], sizeof(T));
    for (int i = 1; i < Lanes; i++) { memcpy(&next, buffers()[i], sizeof(T)); all = both(all, next); }
    wait_for_warp();
    return all;
}

static float bf16(unsigned pair, int which) { return __uint_as_float(which ? pair & 0xffff0000u : pair << 16); }

// mma.sync.m16n8k16, row · column: c[row, column] += Σ_k a[row, k] b[k, column]. Of a, lane 4g + t holds rows g and g + 8 and the numbers 2t, 2t + 1,
// 2t + 8 and 2t + 9 of each; of b column g and the same numbers; of c rows g and g + 8 and columns 2t and 2t + 1.
static void multiply_tiles(float (&c)[4], unsigned a0, unsigned a1, unsigned a2, unsigned a3, unsigned b0, unsigned b1)
{
    unsigned own[6] = { a0, a1, a2, a3, b0, b1 };
    memcpy(buffers()[lane()], own, sizeof own);
    wait_for_warp();
    for (int i = 0; i < 4; i++)
    {
        int row = lane() / 4 + i / 2 * 8, column = lane() % 4 * 2 + i % 2;
        double sum = 0;
        for (int k = 0; k < 16; k++)
        {
            unsigned a = buffers()[row % 8 * 4 + k % 8 / 2][row / 8 + k / 8 * 2], b = buffers()[column * 4 + k % 8 / 2][4 + k / 8];
            sum += (double)bf16(a, k % 2) * bf16(b, k % 2);
        }
        c[i] += (float)sum;
    }
    wait_for_warp();
}

static void run_block(int threads)
{
    memset(__start_shared_memory, 0xff, __stop_shared_memory - __start_shared_memory); // NaN
    block = { 0, 0, threads };
    for (int w = 0; w < threads / Lanes; w++) warps[w] = { 0, 0, Lanes };
    for (int i = 0; i < threads; i++)
    {
        Fiber& fiber = fibers[i];
        if (!fiber.stack) fiber.stack.reset(new char[StackBytes]);
        fiber.ended = false;
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = StackBytes;
        makecontext(&fiber.context, run_thread, 0);
    }
}
}

static bool backwards;

static inline void __syncthreads() { emulated::wait_at(emulated::block); }
static inline void __syncwarp() { emulated::wait_for_warp(); }
template <class T> static T __shfl_sync(unsigned, T v, int from) { return emulated::take(v, from % 32); }
template <class T> static T __shfl_xor_sync(unsigned, T v, int mask) { return emulated::take(v, emulated::lane() ^ mask); }
template <class T> static T __shfl_up_sync(unsigned, T v, int by) { return emulated::take(v, emulated::lane() < by ? emulated::lane() : emulated::lane() - by); }
static inline unsigned __reduce_max_sync(unsigned, unsigned v) { return emulated::fold(v, [](unsigned a, unsigned b) { return std::max(a, b); }); }
static inline int __reduce_min_sync(unsigned, int v) { return emulated::fold(v, [](int a, int b) { return std::min(a, b); }); }
static inline unsigned __ballot_sync(unsigned, bool yes) { return emulated::fold(yes ? 1u << emulated::lane() : 0u, [](unsigned a, unsigned b) { return a | b; }); }

// Runs a kernel: launch({blocks, blocks, blocks}, threads per block, [&] { kernel(arguments); }).
template <class F> static void launch(Size grid, int threads, F kernel)
{
    using namespace emulated;
    if (threads % Lanes != 0 || threads < Lanes || threads > MostThreads) { printf("FAILED a block of %d threads\n", threads); exit(1); }
    gridDim = grid;
    blockDim = { threads, 1, 1 };
    emulated::kernel = kernel;
    int blocks = grid.x * grid.y * grid.z;
    for (int n = 0; n < blocks; n++)
    {
        int b = backwards ? blocks - 1 - n : n;
        blockIdx = { b % grid.x, b / grid.x % grid.y, b / grid.x / grid.y };
        run_block(threads);
        while (block.running > 0)
        {
            progress = false;
            for (int n = 0; n < threads; n++)
            {
                current = backwards ? threads - 1 - n : n;
                if (fibers[current].ended) continue;
                threadIdx = { current, 0, 0 };
                swapcontext(&scheduler, &fibers[current].context);
            }
            if (!progress) { printf("FAILED threads of block %d wait for one another for ever\n", b); exit(1); }
        }
    }
}
