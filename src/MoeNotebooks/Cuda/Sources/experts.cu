// The experts of a MoE layer for few tokens each. A segment is an expert and its pairs of token and expert, which lie one after another. Slices of the
// shared experts, as wide as an expert, are segments too: every token takes them.

struct Experts
{
    const u16* x;             // [tokens, hidden]
    const u16* gateUp;        // [experts, 2 inner, hidden], gate rows first
    const u16* down;          // [experts, hidden, inner]
    const u16* sharedGateUp;  // [2 sharedInner, hidden]
    const u16* sharedDown;    // [hidden, sharedInner]
    const int* tokens;        // [pairs], the token of each
    const int* segments;      // [segments, 3]: expert, first pair, end
    u16* inside;              // [pairs, inner]
    float* y;                 // [pairs, hidden]
    int hidden, inner, sharedInner, experts;
};

template <int T, int U>
__device__ __forceinline__ void gate_up(const Experts& p, float* room, const u16* gate, const u16* up, int start, int end, int tile)
{
    int lane = threadIdx.x & 31;
    const u16* x[T];
    #pragma unroll
    for (int t = 0; t < T; t++) x[t] = p.x + (i64)p.tokens[min(start + t * 8 + (lane >> 2), end - 1)] * p.hidden + (lane & 3) * 8;
    const u16* w[2] = { gate, up };
    float sums[2][T][4] = {};
    rows16<2, T, U>(w, p.hidden, p.hidden, x, sums, false);
    leave<2, T>(room, sums);
    for (int i = threadIdx.x; i < 128 * T; i += blockDim.x)
    {
        int pair = start + i / 16, row = i % 16;
        if (pair >= end) break;
        float g = whole<2, T>(room, 0, row, i / 16), u = whole<2, T>(room, 1, row, i / 16);
        p.inside[(i64)pair * p.inner + tile * 16 + row] = narrow(g / (1.f + __expf(-g)) * u);
    }
    __syncthreads();
}

// inside = silu(gate · x) · (up · x).   grid: (inner / 16, segments), block 256
extern "C" __global__ void __launch_bounds__(256, 2) experts_gate_up(Experts p)
{
    __shared__ __align__(16) float room[8 * 2 * 4 * 128];
    let_next_begin();
    wait_for_inputs();
    const int* segment = p.segments + 3 * blockIdx.y;
    int expert = segment[0], end = segment[2], tile = blockIdx.x;
    i64 row = tile * 16;
    bool shared = expert >= p.experts;
    row += shared ? (expert - p.experts) * p.inner : 0;
    const u16* gate = shared ? p.sharedGateUp + row * p.hidden : p.gateUp + ((i64)expert * 2 * p.inner + row) * p.hidden;
    const u16* up = gate + (i64)(shared ? p.sharedInner : p.inner) * p.hidden;
    for (int start = segment[1]; start < end;)
    {
        int left = end - start;
        if (left <= 8) { gate_up<1, 2>(p, room, gate, up, start, end, tile); start += 8; }
        else if (left <= 16) { gate_up<2, 2>(p, room, gate, up, start, end, tile); start += 16; }
        else { gate_up<4, 2>(p, room, gate, up, start, end, tile); start += 32; }
    }
}

template <int T, int U>
__device__ __forceinline__ void down(const Experts& p, float* room, const u16* weight, i64 stride, int start, int end, int tile)
{
    int lane = threadIdx.x & 31;
    const u16* x[T];
    #pragma unroll
    for (int t = 0; t < T; t++) x[t] = p.inside + (i64)min(start + t * 8 + (lane >> 2), end - 1) * p.inner + (lane & 3) * 8;
    const u16* w[1] = { weight };
    float sums[1][T][4] = {};
    rows16<1, T, U>(w, stride, p.inner, x, sums, false);
    leave<1, T>(room, sums);
    for (int i = threadIdx.x; i < 128 * T; i += blockDim.x)
    {
        int pair = start + i / 16;
        if (pair >= end) break;
        p.y[(i64)pair * p.hidden + tile * 16 + i % 16] = whole<1, T>(room, 0, i % 16, i / 16);
    }
    __syncthreads();
}

// y = down · inside.   grid: (hidden / 16, segments), block 128
extern "C" __global__ void __launch_bounds__(128, 4) experts_down(Experts p)
{
    __shared__ __align__(16) float room[4 * 4 * 128];
    let_next_begin();
    wait_for_inputs();
    const int* segment = p.segments + 3 * blockIdx.y;
    int expert = segment[0], end = segment[2], tile = blockIdx.x;
    bool shared = expert >= p.experts;
    i64 stride = shared ? p.sharedInner : p.inner;
    const u16* weight = shared
        ? p.sharedDown + (i64)tile * 16 * stride + (i64)(expert - p.experts) * p.inner
        : p.down + ((i64)expert * p.hidden + tile * 16) * stride;
    for (int start = segment[1]; start < end;)
    {
        int left = end - start;
        if (left <= 8) { down<1, 4>(p, room, weight, stride, start, end, tile); start += 8; }
        else if (left <= 16) { down<2, 4>(p, room, weight, stride, start, end, tile); start += 16; }
        else { down<4, 4>(p, room, weight, stride, start, end, tile); start += 32; }
    }
}

// out = residual + Σ over a token's slots of weight · y[pair], plus the shared slices.   grid: (tokens, hidden / 256), block 128
struct Sum
{
    const u16* residual;     // [tokens, hidden], or none
    const void* y;           // [pairs, hidden], f32 or bf16; the shared slices' pairs stand behind the tokens · slots others
    const int* pairs;        // [tokens, slots], the pair of each; -1 in skipped slots
    const float* weights;    // [tokens, slots]
    const u16* sharedGate;   // [tokens], what the shared part is multiplied by; none for 1
    u16* out;                // [tokens, hidden]
    int tokens, slots, hidden, slices;
};

__device__ __forceinline__ float2 two(const float* y, i64 i) { return *(const float2*)(y + i); }
__device__ __forceinline__ float2 two(const u16* y, i64 i) { u32 v = *(const u32*)(y + i); return make_float2(low(v), high(v)); }

template <class Y> __device__ __forceinline__ void sum_pairs(const Sum& p)
{
    let_next_begin();
    wait_for_inputs();
    const Y* y = (const Y*)p.y;
    int token = blockIdx.x, c = (blockIdx.y * blockDim.x + threadIdx.x) * 2;
    if (c >= p.hidden) return;
    const int* pairs = p.pairs + (i64)token * p.slots;
    const float* weights = p.weights + (i64)token * p.slots;
    float2 routed = make_float2(0, 0), all = make_float2(0, 0);
    for (int first = 0; first < p.slots; first += 8) // eight under way at a time
    {
        float2 v[8];
        float weight[8];
        #pragma unroll
        for (int s = 0; s < 8; s++)
        {
            int pair = first + s < p.slots ? pairs[first + s] : -1;
            weight[s] = pair < 0 ? 0.f : weights[first + s];
            v[s] = pair < 0 ? make_float2(0, 0) : two(y, (i64)pair * p.hidden + c);
        }
        #pragma unroll
        for (int s = 0; s < 8; s++) { routed.x += weight[s] * v[s].x; routed.y += weight[s] * v[s].y; }
    }
    for (int s = 0; s < p.slices; s++)
    {
        float2 v = two(y, ((i64)p.tokens * p.slots + (i64)s * p.tokens + token) * p.hidden + c);
        all.x += v.x; all.y += v.y;
    }
    float gate = p.sharedGate ? wide(p.sharedGate[token]) : 1.f;
    u32 sum = narrow2(routed.x + gate * all.x, routed.y + gate * all.y);
    i64 at = (i64)token * p.hidden + c;
    if (p.residual)
    {
        u32 r = *(const u32*)(p.residual + at);
        sum = narrow2(low(sum) + low(r), high(sum) + high(r));
    }
    *(u32*)(p.out + at) = sum;
}

extern "C" __global__ void sum_pairs_f32(Sum p) { sum_pairs<float>(p); }
extern "C" __global__ void sum_pairs_bf16(Sum p) { sum_pairs<u16>(p); }
