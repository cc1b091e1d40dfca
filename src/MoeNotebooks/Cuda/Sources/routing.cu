// The router's decision for the same number of experts per token, and the order of its pairs.

struct Route
{
    const float* logits;     // [tokens, experts]
    const float* bias;       // [experts], added for choosing; or none
    const unsigned char* pruned;  // [experts], 1 for those that are not kept; or none
    i64* chosen;             // [tokens, k]
    float* weights;          // [tokens, k]
    int tokens, experts, k, trained;
    int sigmoid, groups, topGroups, groupByTwo;
    int divide;              // what weights are divided by: 0 nothing, 1 the sum of the chosen, 2 the sum of the trained
    int rescale;             // whether they are then multiplied by the sum of the trained
    float scale, epsilon;
};

// grid: tokens / 4, block 128: a warp a token
extern "C" __global__ void __launch_bounds__(128) route(Route p)
{
    __shared__ float all[4][2][512];
    let_next_begin();
    wait_for_inputs();
    const float None = __int_as_float(0xff800000); // -inf
    int warp = threadIdx.x >> 5, lane = threadIdx.x & 31, token = blockIdx.x * 4 + warp;
    if (token >= p.tokens) return;
    float* score = all[warp][0];
    float* selection = all[warp][1];
    const float* logits = p.logits + (i64)token * p.experts;
    float most = None, total = 0;
    for (int e = lane; e < p.experts; e += 32)
    {
        float x = p.pruned && p.pruned[e] ? None : logits[e];
        score[e] = x;
        most = fmaxf(most, x);
    }
    most = max32(most);
    for (int e = lane; e < p.experts; e += 32)
    {
        score[e] = p.sigmoid ? 1.f / (1.f + expf(-score[e])) : expf(score[e] - most);
        total += score[e];
    }
    total = sum32(total);
    for (int e = lane; e < p.experts; e += 32)
    {
        if (!p.sigmoid) score[e] /= total;
        selection[e] = p.pruned && p.pruned[e] ? None : score[e] + (p.bias ? p.bias[e] : 0.f);
    }
    __syncwarp();

    if (p.groups > 1)
    {
        int size = p.experts / p.groups, rank = 0;
        float group = None;
        if (lane < p.groups)
        {
            float first = None, second = None;
            for (int e = lane * size; e < lane * size + size; e++)
            {
                float x = selection[e];
                if (ranked(x) > ranked(first)) { second = first; first = x; }
                else if (ranked(x) > ranked(second)) second = x;
            }
            group = p.groupByTwo && second != None ? first + second : first; // a mask may leave one
            if (group == None) group = -3.4028234663852886e38f; // not by fmaxf, which would hide what is not a number
        }
        for (int other = 0; other < p.groups; other++)
        {
            u32 theirs = ranked(__shfl_sync(0xffffffffu, group, other)), own = ranked(group);
            rank += theirs > own || (theirs == own && other < lane);
        }
        u32 open = __ballot_sync(0xffffffffu, lane < p.groups && rank < p.topGroups);
        for (int e = lane; e < p.experts; e += 32)
            if (!(open >> (e / size) & 1)) selection[e] = None;
        __syncwarp();
    }

    u32 taken = 0; // bit j: expert lane + 32 j
    float sum = 0, sumTrained = 0;
    int slots = max(p.k, p.divide == 2 || p.rescale ? p.trained : 0), expert;
    for (int s = 0; s < slots; s++) // the largest score of all; of equal ones the lowest expert
    {
        u32 best = 0;
        int own = 0x7fffffff;
        for (int e = lane, j = 0; e < p.experts; e += 32, j++)
            if (!(taken >> j & 1) && ranked(selection[e]) > best) { best = ranked(selection[e]); own = e; }
        u32 most = __reduce_max_sync(0xffffffffu, best);
        expert = __reduce_min_sync(0xffffffffu, best == most ? own : 0x7fffffff);
        if (expert % 32 == lane) taken |= 1u << (expert / 32);
        float x = score[expert];
        if (s < p.k) sum += x;
        if (s < p.trained) sumTrained += x;
        if (lane == 0 && s < p.k)
        {
            p.chosen[(i64)token * p.k + s] = expert;
            p.weights[(i64)token * p.k + s] = x;
        }
    }
    __syncwarp();
    if (lane < p.k)
    {
        float* w = p.weights + (i64)token * p.k + lane;
        float x = *w;
        x = p.divide == 1 ? x / (sum + p.epsilon) : p.divide == 2 ? x / (sumTrained + p.epsilon) : x;
        *w = (p.rescale ? x * (sumTrained + p.epsilon) : x) * p.scale;
    }
}

struct Order
{
    const i64* chosen;  // [tokens, k], -1 in skipped slots
    int* pairs;         // [tokens, k], each slot's pair; -1 in skipped slots
    int* tokens;        // [pairs], each pair's token
    int* segments;      // [room, 3]: expert, first pair, end; those that stay empty end where they begin
    int count, k, experts, slices, room;
};

// Pairs sorted by expert, tokens in their order; behind the tokens · k others those of the shared slices.   grid 1, block 1024
extern "C" __global__ void __launch_bounds__(1024) order(Order p)
{
    __shared__ short chosen[8192];
    __shared__ int counts[512];
    let_next_begin();
    wait_for_inputs();
    int warp = threadIdx.x >> 5, lane = threadIdx.x & 31, slots = p.count * p.k;
    for (int e = threadIdx.x; e < p.experts; e += 1024) counts[e] = 0;
    for (int i = threadIdx.x; i < slots; i += 1024)
    {
        int e = (int)p.chosen[i];
        chosen[i] = (short)e;
        if (e < 0) p.pairs[i] = -1;
    }
    for (int i = threadIdx.x; i < p.count * p.slices; i += 1024) p.tokens[slots + i] = i % p.count;
    __syncthreads();
    for (int i = threadIdx.x; i < slots; i += 1024)
        if (chosen[i] >= 0) atomicAdd(&counts[chosen[i]], 1);
    __syncthreads();
    if (warp == 0) // each lane a run of experts: where their pairs and segments begin
    {
        int run = (p.experts + 31) / 32, begin = lane * run, end = min(begin + run, p.experts), pairs = 0, hit = 0;
        for (int e = begin; e < end; e++) { pairs += counts[e]; hit += counts[e] > 0; }
        int allPairs = pairs, allHit = hit;
        for (int o = 1; o < 32; o <<= 1)
        {
            int a = __shfl_up_sync(0xffffffffu, allPairs, o), b = __shfl_up_sync(0xffffffffu, allHit, o);
            if (lane >= o) { allPairs += a; allHit += b; }
        }
        int at = allPairs - pairs, segment = p.slices + allHit - hit;
        for (int e = begin; e < end; e++)
        {
            int count = counts[e];
            counts[e] = at; // from here on where they begin
            if (count > 0)
            {
                p.segments[3 * segment] = e;
                p.segments[3 * segment + 1] = at;
                p.segments[3 * segment++ + 2] = at + count;
            }
            at += count;
        }
        int used = p.slices + __shfl_sync(0xffffffffu, allHit, 31);
        for (int s = lane; s < p.room; s += 32)
            if (s < p.slices || s >= used)
            {
                p.segments[3 * s] = s < p.slices ? p.experts + s : 0;
                p.segments[3 * s + 1] = s < p.slices ? slots + s * p.count : 0;
                p.segments[3 * s + 2] = s < p.slices ? slots + (s + 1) * p.count : 0;
            }
    }
    __syncthreads();
    for (int e = warp; e < p.experts; e += 32)
    {
        int at = counts[e];
        for (int i = lane; i < slots + lane; i += 32)
        {
            bool mine = i < slots && chosen[i] == e;
            u32 who = __ballot_sync(0xffffffffu, mine);
            int pair = at + __popc(who & ((1u << lane) - 1));
            if (mine) { p.pairs[i] = pair; p.tokens[pair] = i / p.k; }
            at += __popc(who);
        }
    }
}
