// What is done row by row: norms, gates, and what stands between a token's projections and its attention.

// sum = x + add, y = sum / sqrt(mean sum² + ε) · w; without add the sum is x.   grid: rows, block 256
struct Norm
{
    const u16* x;    // [rows, width], by stride
    const u16* add;  // [rows, width], or none
    const u16* w;    // [width]
    u16* sum;        // [rows, width]; none without add
    u16* y;          // [rows, width]
    i64 xRow;
    int width;
    float epsilon;
};

__device__ __forceinline__ float squares(uint4 v)
{
    return low(v.x) * low(v.x) + high(v.x) * high(v.x) + low(v.y) * low(v.y) + high(v.y) * high(v.y)
        + low(v.z) * low(v.z) + high(v.z) * high(v.z) + low(v.w) * low(v.w) + high(v.w) * high(v.w);
}

__device__ __forceinline__ u32 plus(u32 a, u32 b) { return narrow2(low(a) + low(b), high(a) + high(b)); }

// Rounded after the scale and after the weight, as the plain norm is.
__device__ __forceinline__ u32 scaled(u32 v, float scale, u32 w)
{
    u32 n = narrow2(low(v) * scale, high(v) * scale);
    return narrow2(low(n) * low(w), high(n) * high(w));
}

extern "C" __global__ void __launch_bounds__(256) rms_norm(Norm p)
{
    let_next_begin();
    wait_for_inputs();
    const int Most = 4; // pieces of 8 numbers a thread: a width of 8,192
    __shared__ float room[8];
    const uint4* x = (const uint4*)(p.x + blockIdx.x * p.xRow);
    const uint4* add = (const uint4*)(p.add + (i64)blockIdx.x * p.width);
    uint4 v[Most], w[Most];
    float sum = 0;
    #pragma unroll
    for (int i = 0; i < Most; i++)
    {
        int c = threadIdx.x + i * 256;
        if (c >= p.width / 8) break;
        v[i] = x[c];
        w[i] = ((const uint4*)p.w)[c];
        if (p.add)
        {
            uint4 a = add[c];
            v[i].x = plus(v[i].x, a.x); v[i].y = plus(v[i].y, a.y); v[i].z = plus(v[i].z, a.z); v[i].w = plus(v[i].w, a.w);
            ((uint4*)(p.sum + (i64)blockIdx.x * p.width))[c] = v[i];
        }
        sum += squares(v[i]);
    }
    float scale = rsqrtf(block_sum(sum, room) / p.width + p.epsilon);
    #pragma unroll
    for (int i = 0; i < Most; i++)
    {
        int c = threadIdx.x + i * 256;
        if (c >= p.width / 8) break;
        v[i].x = scaled(v[i].x, scale, w[i].x); v[i].y = scaled(v[i].y, scale, w[i].y);
        v[i].z = scaled(v[i].z, scale, w[i].z); v[i].w = scaled(v[i].w, scale, w[i].w);
        ((uint4*)(p.y + (i64)blockIdx.x * p.width))[c] = v[i];
    }
}

// y = silu(first half) · second half.   grid: (rows, inner / 512), block 256
struct Gate
{
    const u16* x;  // [rows, 2 inner]
    u16* y;        // [rows, inner]
    int inner;
};

extern "C" __global__ void gated(Gate p)
{
    let_next_begin();
    wait_for_inputs();
    int i = blockIdx.y * 256 + threadIdx.x;
    if (i >= p.inner / 2) return;
    const u32* gate = (const u32*)(p.x + (i64)blockIdx.x * 2 * p.inner);
    u32 g = gate[i], u = gate[p.inner / 2 + i];
    float a = low(g), b = high(g);
    ((u32*)(p.y + (i64)blockIdx.x * p.inner))[i] = narrow2(a / (1.f + __expf(-a)) * low(u), b / (1.f + __expf(-b)) * high(u));
}

// x turned by its token's angles, half by half.   grid: tokens, block 256
struct Rotate
{
    const u16* x;      // [tokens, heads, 2 half], by strides
    const float* cos;  // [tokens or fewer, half]: of the first again behind the last
    const float* sin;
    u16* y;            // [tokens, heads, 2 half]
    i64 xToken, xHead;
    int heads, half, angles;
};

extern "C" __global__ void rotate(Rotate p)
{
    let_next_begin();
    wait_for_inputs();
    i64 token = blockIdx.x, angle = token % p.angles * p.half;
    for (int i = threadIdx.x; i < p.heads * p.half; i += blockDim.x)
    {
        int head = i / p.half, j = i % p.half;
        const u16* x = p.x + token * p.xToken + head * p.xHead;
        u16* y = p.y + (token * p.heads + head) * 2 * p.half;
        float a = wide(x[j]), b = wide(x[p.half + j]), cos = p.cos[angle + j], sin = p.sin[angle + j];
        y[j] = narrow(a * cos - b * sin);
        y[p.half + j] = narrow(b * cos + a * sin);
    }
}

// Where the next token of every row stands: its place in the cache, and its position, which is less by the row's padding.
struct Place
{
    const i64* at;       // [1], the place of all rows
    const i64* padding;  // [rows], or none
    const float* cos;    // [positions, half]
    const float* sin;
};

__device__ __forceinline__ i64 position(const Place& p, int row) { return p.at[0] - (p.padding ? p.padding[row] : 0); }

// Latent attention: norm of the latent vector, rotation, both into the cache; the rotated part of every head's query behind its latent part.
struct LatentStep
{
    const u16* q;      // [rows, heads, nope + rope], by stride
    const u16* kv;     // [rows, latent + rope], by stride
    const u16* norm;   // [latent]
    u16* cache;        // [rows, places, latent + rope]
    u16* query;        // [rows, heads, latent + rope]
    Place place;
    i64 qRow, kvRow, cacheRow;
    int heads, nope, rope, latent;
    float epsilon;
};

__device__ __forceinline__ void turn(const u16* from, u16* to, int j, int half, const float* cos, const float* sin)
{
    float x = wide(from[j]), y = wide(from[half + j]);
    to[j] = narrow(x * cos[j] - y * sin[j]);
    to[half + j] = narrow(y * cos[j] + x * sin[j]);
}

// grid: (rows, 2), block 256: the latent vector and the key, and the queries
extern "C" __global__ void __launch_bounds__(256) latent_step(LatentStep p)
{
    __shared__ float room[8];
    let_next_begin();
    wait_for_inputs();
    int row = blockIdx.x, half = p.rope / 2, width = p.latent + p.rope;
    const float* cos = p.place.cos + position(p.place, row) * half;
    const float* sin = p.place.sin + position(p.place, row) * half;
    if (blockIdx.y > 0)
    {
        for (int i = threadIdx.x; i < p.heads * half; i += 256)
        {
            int head = i / half;
            turn(p.q + row * p.qRow + head * (p.nope + p.rope) + p.nope, p.query + ((i64)row * p.heads + head) * width + p.latent, i % half, half, cos, sin);
        }
        return;
    }

    const u16* kv = p.kv + row * p.kvRow;
    u16* slot = p.cache + row * p.cacheRow + p.place.at[0] * width;
    for (int j = threadIdx.x; j < half; j += 256) turn(kv + p.latent, slot + p.latent, j, half, cos, sin);
    float sum = 0;
    for (int i = threadIdx.x; i < p.latent; i += 256) sum += wide(kv[i]) * wide(kv[i]);
    float scale = rsqrtf(block_sum(sum, room) / p.latent + p.epsilon);
    for (int i = threadIdx.x; i < p.latent; i += 256) slot[i] = narrow(wide(narrow(wide(kv[i]) * scale)) * wide(p.norm[i]));
}

// Grouped-query attention: norm of every head's query and key where the model has one, rotation; keys and values into the cache.
struct HeadStep
{
    const u16* q;          // [rows, heads, width]
    const u16* k;          // [rows, keyHeads, width]
    const u16* v;
    const u16* queryNorm;  // [width], or none
    const u16* keyNorm;
    u16* keys;             // [rows, keyHeads, places, width]
    u16* values;
    u16* query;            // [rows, heads, width]
    Place place;
    i64 cacheRow, cacheHead;
    int heads, keyHeads, width;
    float epsilon, clip;   // clip 0 for none
};

// grid: (heads + 2 keyHeads, rows), block 32: a warp a head
extern "C" __global__ void head_step(HeadStep p)
{
    let_next_begin();
    wait_for_inputs();
    int head = blockIdx.x, row = blockIdx.y, lane = threadIdx.x, half = p.width / 2;
    bool query = head < p.heads, key = !query && head < p.heads + p.keyHeads;
    int number = query ? head : key ? head - p.heads : head - p.heads - p.keyHeads;
    const u16* from = (query ? p.q : key ? p.k : p.v) + ((i64)row * (query ? p.heads : p.keyHeads) + number) * p.width;
    i64 slot = row * p.cacheRow + number * p.cacheHead + p.place.at[0] * p.width;
    u16* to = query ? p.query + ((i64)row * p.heads + number) * p.width : (key ? p.keys : p.values) + slot;
    const u16* norm = query ? p.queryNorm : key ? p.keyNorm : 0;
    const float* cos = p.place.cos + position(p.place, row) * half;
    const float* sin = p.place.sin + position(p.place, row) * half;
    float limit = p.clip > 0 ? p.clip : 3e38f, sum = 0;
    for (int i = lane; i < p.width; i += 32)
    {
        float f = fminf(fmaxf(wide(from[i]), -limit), limit);
        sum += f * f;
    }
    float scale = norm ? rsqrtf(sum32(sum) / p.width + p.epsilon) : 1.f;
    for (int j = lane; j < half; j += 32)
    {
        float x = fminf(fmaxf(wide(from[j]), -limit), limit), y = fminf(fmaxf(wide(from[half + j]), -limit), limit);
        if (norm)
        {
            x = wide(narrow(wide(narrow(x * scale)) * wide(norm[j])));
            y = wide(narrow(wide(narrow(y * scale)) * wide(norm[half + j])));
        }
        bool turned = query || key;
        to[j] = narrow(turned ? x * cos[j] - y * sin[j] : x);
        to[half + j] = narrow(turned ? y * cos[j] + x * sin[j] : y);
    }
}
