// What all kernels share. Compiled at run time without headers: bf16 is an unsigned short here, two of them an unsigned int.
typedef unsigned short u16;
typedef unsigned int u32;
typedef long long i64;

__device__ __forceinline__ float wide(u16 b) { return __uint_as_float((u32)b << 16); }
__device__ __forceinline__ float low(u32 pair) { return __uint_as_float(pair << 16); }
__device__ __forceinline__ float high(u32 pair) { return __uint_as_float(pair & 0xffff0000u); }

__device__ __forceinline__ u16 narrow(float f) // to nearest, ties to even; what is not a number stays none
{
    u32 u = __float_as_uint(f);
    return f != f ? (u16)0x7fff : (u16)((u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
}

__device__ __forceinline__ u32 narrow2(float first, float second) { return (u32)narrow(first) | ((u32)narrow(second) << 16); }

__device__ __forceinline__ float sum32(float v)
{
    for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(0xffffffffu, v, o);
    return v;
}

__device__ __forceinline__ float max32(float v)
{
    for (int o = 16; o > 0; o >>= 1) v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, o));
    return v;
}

// On devices that can (9.0 and later) a kernel begins while the one before it ends: it may read weights, and then waits here until what the one before
// wrote is there. Every kernel waits, so that what is earlier still is there too.
__device__ __forceinline__ void wait_for_inputs()
{
#if __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

// Says that the next kernel may begin, as far as there is room beside this one.
__device__ __forceinline__ void let_next_begin()
{
#if __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.launch_dependents;");
#endif
}

// A number whose order as a whole number is the score's order; what is not a number comes first, so that it shows. Never 0.
__device__ __forceinline__ u32 ranked(float f)
{
    u32 u = __float_as_uint(f != f ? __int_as_float(0x7f800000) : f);
    return u & 0x80000000u ? ~u : u | 0x80000000u;
}

// The sum over a block; room for a number per warp.
__device__ __forceinline__ float block_sum(float v, float* room)
{
    v = sum32(v);
    if ((threadIdx.x & 31) == 0) room[threadIdx.x >> 5] = v;
    __syncthreads();
    v = 0;
    for (int i = 0; i < (int)(blockDim.x >> 5); i++) v += room[i];
    __syncthreads();
    return v;
}

// 16 bytes of a weight, which are read once: past the first cache; the second fetches their neighbours, which other warps are about to ask for.
__device__ __forceinline__ uint4 stream(const u16* p)
{
    uint4 r;
    asm("ld.global.nc.L1::no_allocate.L2::256B.v4.u32 {%0,%1,%2,%3}, [%4];" : "=r"(r.x), "=r"(r.y), "=r"(r.z), "=r"(r.w) : "l"(p));
    return r;
}

// c += a b on the tensor cores, a of 16 rows and 16 columns, b of 16 rows and 8 columns, bf16, sums in f32. Of a's rows a thread holds g and g + 8, of
// b's columns g, with g = lane / 4; of the 16 numbers between them any four, as long as they are the same ones of both.
__device__ __forceinline__ void multiply(float (&c)[4], u32 a0, u32 a1, u32 a2, u32 a3, u32 b0, u32 b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]) : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}
