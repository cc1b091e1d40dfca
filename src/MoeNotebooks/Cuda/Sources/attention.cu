// Attention of one new token per row over the cache. The query heads that share keys are the 16 rows of the tensor core's products.

struct Attend
{
    const u16* query;    // [rows, heads, D]
    const u16* keys;     // [rows, keyHeads, places, D], by strides
    const u16* values;   // [rows, keyHeads, places, V], by strides
    const i64* at;       // [1], the newest place, which is seen too
    const i64* padding;  // [rows], places not seen at the beginning; or none
    float* partial;      // [rows · heads groups, splits, 16, V]; none for one split
    float* states;       // [rows · heads groups, splits, 16, 2]: largest score, sum of weights
    int* done;           // [rows · heads groups], zeros before and after
    u16* out;            // [rows, heads, V]
    i64 keyRow, keyHead, keyPlace, valueRow, valueHead, valuePlace;
    int keyHeads, group, splits;  // group: query heads per key head
    float scale;
};

// N bf16 numbers from memory, as many as a thread takes of a place's values.
template <int N> struct Some;
template <> struct Some<2> { u32 n[1]; __device__ __forceinline__ void read(const u16* p) { n[0] = *(const u32*)p; } };
template <> struct Some<8>
{
    u32 n[4];
    __device__ __forceinline__ void read(const u16* p) { uint4 v = *(const uint4*)p; n[0] = v.x; n[1] = v.y; n[2] = v.z; n[3] = v.w; }
};

// softmax(q kᵀ · scale) v, place by place with a running maximum; places are shared out to `splits` blocks, the last of which adds up.
// D numbers per key, V per value. A tile is 64 places: 8 warps score 8 each, then each makes V / 8 columns of the output.
// grid: (rows · keyHeads · ceil(group / 16), splits), block 256
template <int D, int V> __device__ __forceinline__ void attend(const Attend& p)
{
    const int Tile = 64, Row = D + 32, Columns = V / 8, N = Columns / 8; // N columns a thread, next to one another
    __shared__ __align__(16) u16 query[16 * Row];
    __shared__ float scores[16][Tile + 4];
    __shared__ __align__(16) u16 weights[16][Tile + 8];
    __shared__ float most[16], total[16], fade[16];
    __shared__ int last;
    let_next_begin();
    wait_for_inputs();
    int warp = threadIdx.x >> 5, lane = threadIdx.x & 31, g = lane >> 2, t = lane & 3;
    int groups = (p.group + 15) / 16, unit = blockIdx.x, split = blockIdx.y;
    int row = unit / (p.keyHeads * groups), keyHead = unit / groups % p.keyHeads, first = unit % groups * 16, heads = min(16, p.group - first);
    i64 head = ((i64)row * p.keyHeads + keyHead) * p.group + first; // of rows · heads
    int from = p.padding ? (int)p.padding[row] : 0, end = (int)p.at[0] + 1;
    int share = ((end - from + p.splits - 1) / p.splits + Tile - 1) / Tile * Tile;
    int begin = from + split * share;
    end = min(end, begin + share);
    const u16* keys = p.keys + row * p.keyRow + keyHead * p.keyHead;
    const u16* values = p.values + row * p.valueRow + keyHead * p.valueHead + warp * Columns + g * N;
    uint4 key[D / 32]; // a place's, of which a thread has every fourth 16 bytes; read one tile ahead
    auto read = [&](int tile) // of a place beyond the end the last one's, for nothing
    {
        const u16* k = keys + max(min(tile + warp * 8 + g, end - 1), 0) * p.keyPlace + t * 8;
        #pragma unroll
        for (int d = 0; d < D / 32; d++) key[d] = *(const uint4*)(k + d * 32);
    };
    read(begin);
    for (int i = threadIdx.x; i < 16 * (D / 8); i += 256)
    {
        int h = i / (D / 8), c = i % (D / 8);
        *(uint4*)&query[h * Row + 8 * c] = ((const uint4*)(p.query + (head + min(h, heads - 1)) * D))[c]; // of a head too many the last one's
    }
    if (threadIdx.x < 16) { most[threadIdx.x] = -3e38f; total[threadIdx.x] = 0; }
    __syncthreads();

    float out[N][4] = {};
    for (int tile = begin; tile < end; tile += Tile)
    {
        float c[4] = {};
        #pragma unroll
        for (int d = 0; d < D / 32; d++)
        {
            uint4 k = key[d], a = *(const uint4*)&query[g * Row + d * 32 + t * 8], b = *(const uint4*)&query[(g + 8) * Row + d * 32 + t * 8];
            multiply(c, a.x, b.x, a.y, b.y, k.x, k.y);
            multiply(c, a.z, b.z, a.w, b.w, k.z, k.w);
        }
        if (tile + Tile < end) read(tile + Tile);
        for (int i = 0; i < 4; i++)
        {
            int place = warp * 8 + 2 * t + (i & 1);
            scores[g + (i >> 1) * 8][place] = tile + place < end ? c[i] * p.scale : -3e38f;
        }
        __syncthreads();

        for (int h = warp * 2; h < warp * 2 + 2; h++) // two heads a warp, two places a lane
        {
            float x = scores[h][lane], y = scores[h][lane + 32], highest = fmaxf(most[h], max32(fmaxf(x, y)));
            x = __expf(x - highest);
            y = __expf(y - highest);
            weights[h][lane] = narrow(x);
            weights[h][lane + 32] = narrow(y);
            float sum = sum32(x + y);
            __syncwarp();
            if (lane == 0)
            {
                fade[h] = __expf(most[h] - highest);
                total[h] = total[h] * fade[h] + sum;
                most[h] = highest;
            }
        }
        __syncthreads();

        #pragma unroll
        for (int n = 0; n < N; n++)
        {
            out[n][0] *= fade[g]; out[n][1] *= fade[g];
            out[n][2] *= fade[g + 8]; out[n][3] *= fade[g + 8];
        }
        #pragma unroll
        for (int s = 0; s < Tile; s += 16) // 16 places: the weights of 16 heads against their values, pair by pair of places
        {
            u32 a0 = *(const u32*)&weights[g][s + 2 * t], a1 = *(const u32*)&weights[g + 8][s + 2 * t];
            u32 a2 = *(const u32*)&weights[g][s + 2 * t + 8], a3 = *(const u32*)&weights[g + 8][s + 2 * t + 8];
            Some<N> v[4];
            #pragma unroll
            for (int i = 0; i < 4; i++) v[i].read(values + min(tile + s + 2 * t + (i & 1) + (i >> 1) * 8, end - 1) * p.valuePlace);
            #pragma unroll
            for (int n = 0; n < N / 2; n++)
            {
                multiply(out[2 * n], a0, a1, a2, a3, __byte_perm(v[0].n[n], v[1].n[n], 0x5410), __byte_perm(v[2].n[n], v[3].n[n], 0x5410));
                multiply(out[2 * n + 1], a0, a1, a2, a3, __byte_perm(v[0].n[n], v[1].n[n], 0x7632), __byte_perm(v[2].n[n], v[3].n[n], 0x7632));
            }
        }
    }
    __syncthreads();

    // The product's column 2t of its n-th eight is the output's column 2t · N + n: a thread read N columns next to one another.
    int column = warp * Columns + 2 * t * N;
    if (p.splits == 1)
    {
        for (int i = 0; i < 4; i++)
        {
            int h = g + (i >> 1) * 8;
            if (h < heads)
                for (int n = 0; n < N; n += 2)
                    *(u32*)&p.out[(head + h) * V + column + (i & 1) * N + n] = narrow2(out[n][i] / total[h], out[n + 1][i] / total[h]);
        }
        return;
    }

    i64 part = ((i64)unit * p.splits + split) * 16;
    if (begin < end)
        for (int i = 0; i < 4; i++)
            for (int n = 0; n < N; n += 2)
                *(float2*)&p.partial[(part + g + (i >> 1) * 8) * V + column + (i & 1) * N + n] = make_float2(out[n][i], out[n + 1][i]);
    if (threadIdx.x < 16)
    {
        p.states[(part + threadIdx.x) * 2] = most[threadIdx.x];
        p.states[(part + threadIdx.x) * 2 + 1] = total[threadIdx.x];
    }
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) last = atomicAdd(p.done + unit, 1) == p.splits - 1;
    __syncthreads();
    if (!last) return;
    __threadfence();
    if (threadIdx.x == 0) p.done[unit] = 0;
    part = (i64)unit * p.splits * 16;
    int used = min(p.splits, (int)((p.at[0] + 1 - from + share - 1) / share));
    for (int i = threadIdx.x; i < heads * (V / 2); i += 256)
    {
        int h = i / (V / 2), c = i % (V / 2);
        float highest = -3e38f, sum = 0, x = 0, y = 0;
        for (int s = 0; s < used; s++) highest = fmaxf(highest, __ldcg(p.states + (part + s * 16 + h) * 2));
        for (int s = 0; s < used; s++)
        {
            float scale = __expf(__ldcg(p.states + (part + s * 16 + h) * 2) - highest);
            float2 o = __ldcg((const float2*)(p.partial + (part + s * 16 + h) * V) + c);
            sum += scale * __ldcg(p.states + (part + s * 16 + h) * 2 + 1);
            x += scale * o.x;
            y += scale * o.y;
        }
        ((u32*)(p.out + (head + h) * V))[c] = narrow2(x / sum, y / sum);
    }
}

extern "C" __global__ void __launch_bounds__(256) attend_576_512(Attend p) { attend<576, 512>(p); }
extern "C" __global__ void __launch_bounds__(256) attend_128_128(Attend p) { attend<128, 128>(p); }
