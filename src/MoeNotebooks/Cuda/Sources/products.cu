// Products with few tokens, which are as fast as their weights are read.

// R groups of 16 rows of weights against 8 · T tokens. Of every 32 columns a thread takes 8 next to one another, 16 bytes, of two rows and of one token:
// which column stands where in the tensor core's product does not matter, as long as weights and tokens agree. A warp takes every so many-th piece of
// 32 columns, and has U of them under way at a time.
template <int R, int T, int U>
__device__ __forceinline__ void rows16(const u16* const (&w)[R], i64 stride, int columns, const u16* const (&x)[T], float (&sums)[R][T][4], bool wait)
{
    int warp = threadIdx.x >> 5, step = blockDim.x >> 5, lane = threadIdx.x & 31, pieces = columns / 32;
    i64 row = (i64)(lane >> 2) * stride + (lane & 3) * 8;
    for (int first = warp; first < pieces; first += step * U)
    {
        uint4 a[U][R], b[U][R];
        #pragma unroll
        for (int u = 0; u < U; u++)
            #pragma unroll
            for (int r = 0; r < R; r++)
                if (first + u * step < pieces)
                {
                    a[u][r] = stream(w[r] + row + (first + u * step) * 32);
                    b[u][r] = stream(w[r] + row + 8 * stride + (first + u * step) * 32);
                }
        if (wait && first == warp) wait_for_inputs();
        #pragma unroll
        for (int u = 0; u < U; u++)
            if (first + u * step < pieces)
            {
                uint4 v[T];
                #pragma unroll
                for (int t = 0; t < T; t++) v[t] = *(const uint4*)(x[t] + (first + u * step) * 32);
                #pragma unroll
                for (int t = 0; t < T; t++)
                    #pragma unroll
                    for (int r = 0; r < R; r++)
                    {
                        multiply(sums[r][t], a[u][r].x, b[u][r].x, a[u][r].y, b[u][r].y, v[t].x, v[t].y);
                        multiply(sums[r][t], a[u][r].z, b[u][r].z, a[u][r].w, b[u][r].w, v[t].z, v[t].w);
                    }
            }
    }
    if (wait && warp >= pieces) wait_for_inputs();
}

// Leaves each warp's sums in shared memory, for `whole` to add up.
template <int R, int T>
__device__ __forceinline__ void leave(float* room, const float (&sums)[R][T][4]) // room: [warps, R, T, 32 lanes, 4]
{
    float4* to = (float4*)room + (threadIdx.x >> 5) * (R * T * 32) + (threadIdx.x & 31);
    #pragma unroll
    for (int r = 0; r < R; r++)
        #pragma unroll
        for (int t = 0; t < T; t++) to[(r * T + t) * 32] = make_float4(sums[r][t][0], sums[r][t][1], sums[r][t][2], sums[r][t][3]);
    __syncthreads();
}

// The sum over warps for one of 16 rows and one of 8 · T tokens.
template <int R, int T>
__device__ __forceinline__ float whole(const float* room, int group, int row, int token)
{
    int lane = (row & 7) * 4 + (token & 7) / 2, place = (row >> 3) * 2 + (token & 1);
    const float* at = room + (((group * T + token / 8) * 32 + lane) * 4) + place;
    float sum = 0;
    for (int warp = 0; warp < (int)(blockDim.x >> 5); warp++) sum += at[warp * (R * T * 128)];
    return sum;
}

// y = x Wᵀ (+ bias) for up to three weights of the same inputs, or for each head by itself.
struct Product
{
    const u16* x;         // [tokens, heads, columns], by strides
    const u16* w[3];      // [heads, rows, columns], the heads by a stride
    const u16* bias[3];   // [rows], or none
    u16* y[3];            // [tokens, heads, rows], by strides
    i64 xToken, xHead, wHead, yToken[3], yHead;
    int rows[3], tokens, columns;
};

// grid: (all rows / 16, heads, tokens / (8 T)), block up to 256
template <int T, int U> __device__ __forceinline__ void product(const Product& p)
{
    __shared__ __align__(16) float room[8 * T * 128];
    let_next_begin();
    int tile = blockIdx.x, which = 0, head = blockIdx.y, start = blockIdx.z * 8 * T, lane = threadIdx.x & 31;
    while (tile >= p.rows[which] / 16) tile -= p.rows[which++] / 16;
    const u16* x[T];
    #pragma unroll
    for (int t = 0; t < T; t++) x[t] = p.x + head * p.xHead + min(start + t * 8 + (lane >> 2), p.tokens - 1) * p.xToken + (lane & 3) * 8;
    const u16* w[1] = { p.w[which] + head * p.wHead + (i64)tile * 16 * p.columns };
    float sums[1][T][4] = {};
    rows16<1, T, U>(w, p.columns, p.columns, x, sums, true);
    leave<1, T>(room, sums);
    for (int i = threadIdx.x; i < 128 * T; i += blockDim.x)
    {
        int token = start + i / 16, row = tile * 16 + i % 16;
        if (token >= p.tokens) break;
        float sum = whole<1, T>(room, 0, i % 16, i / 16);
        if (p.bias[which]) sum += wide(p.bias[which][row]);
        p.y[which][token * p.yToken[which] + head * p.yHead + row] = narrow(sum);
    }
}

extern "C" __global__ void __launch_bounds__(256) product1(Product p) { product<1, 4>(p); }
extern "C" __global__ void __launch_bounds__(256) product2(Product p) { product<2, 4>(p); }
extern "C" __global__ void __launch_bounds__(256) product4(Product p) { product<4, 4>(p); }

// A router's outputs: logits[token, expert] = x · w in f32, a warp each.   grid: (experts / 8, tokens), block 256
struct Scores
{
    const u16* x;     // [tokens, columns]
    const void* w;    // [experts, columns], f32 or bf16
    float* logits;    // [tokens, experts]
    int experts, columns;
};

extern "C" __global__ void scores_f32(Scores p)
{
    let_next_begin();
    wait_for_inputs();
    int lane = threadIdx.x & 31, expert = blockIdx.x * 8 + (threadIdx.x >> 5);
    if (expert >= p.experts) return;
    const float4* w = (const float4*)((const float*)p.w + (i64)expert * p.columns);
    const uint2* x = (const uint2*)(p.x + (i64)blockIdx.y * p.columns);
    float sum = 0;
    #pragma unroll 8
    for (int c = lane; c < p.columns / 4; c += 32)
    {
        float4 f = w[c];
        uint2 v = x[c];
        sum += f.x * low(v.x) + f.y * high(v.x) + f.z * low(v.y) + f.w * high(v.y);
    }
    sum = sum32(sum);
    if (lane == 0) p.logits[(i64)blockIdx.y * p.experts + expert] = sum;
}

extern "C" __global__ void scores_bf16(Scores p)
{
    let_next_begin();
    wait_for_inputs();
    int lane = threadIdx.x & 31, expert = blockIdx.x * 8 + (threadIdx.x >> 5);
    if (expert >= p.experts) return;
    const uint2* w = (const uint2*)((const u16*)p.w + (i64)expert * p.columns);
    const uint2* x = (const uint2*)(p.x + (i64)blockIdx.y * p.columns);
    float sum = 0;
    #pragma unroll 8
    for (int c = lane; c < p.columns / 4; c += 32)
    {
        uint2 f = w[c], v = x[c];
        sum += low(f.x) * low(v.x) + high(f.x) * high(v.x) + low(f.y) * low(v.y) + high(f.y) * high(v.y);
    }
    sum = sum32(sum);
    if (lane == 0) p.logits[(i64)blockIdx.y * p.experts + expert] = wide(narrow(sum)); // libtorch rounds here too
}
