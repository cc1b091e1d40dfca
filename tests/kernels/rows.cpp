// rms_norm, gated, rotate, latent_step, head_step.
#include "cases.h"

// y = x / sqrt(mean x² + ε) · w; from a stride of its own, after an addition if there is one
static void norm(int rows, int width, bool addition)
{
    int xRow = width + 8;
    const float epsilon = 1e-2f; // large enough to show in the result
    auto x = numbers(rows * xRow), add = numbers(rows * width), w = numbers(width), sum = unwritten(rows * width), y = sum;
    Norm p = { x.data(), addition ? add.data() : nullptr, w.data(), addition ? sum.data() : nullptr, y.data(), xRow, width, epsilon };
    launch({ rows }, 256, [&] { rms_norm(p); });

    std::vector<double> expectedSum(rows * width), expected(rows * width);
    for (int r = 0; r < rows; r++)
    {
        double squares = 0;
        std::vector<double> v(width);
        for (int c = 0; c < width; c++)
        {
            expectedSum[r * width + c] = value(x[r * xRow + c]) + value(add[r * width + c]);
            v[c] = addition ? value(sum[r * width + c]) : value(x[r * xRow + c]);
            squares += v[c] * v[c];
        }
        for (int c = 0; c < width; c++) expected[r * width + c] = v[c] / std::sqrt(squares / width + epsilon) * value(w[c]);
    }
    std::string name = std::to_string(rows) + " rows of " + std::to_string(width);
    if (addition) judge("addition before a norm, " + name, error(expectedSum, sum), Bf16);
    judge(std::string("norm") + (addition ? " of a sum, " : ", ") + name, error(expected, y), Bf16Twice);
}

// y = silu(first half) · second half
static void gate(int rows, int inner)
{
    auto x = numbers(rows * 2 * inner), y = unwritten(rows * inner);
    Gate p = { x.data(), y.data(), inner };
    launch({ rows, (inner + 511) / 512 }, 256, [&] { gated(p); });
    std::vector<double> expected;
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < inner; i++)
        {
            double g = value(x[r * 2 * inner + i]);
            expected.push_back(g / (1 + std::exp(-g)) * value(x[(r * 2 + 1) * inner + i]));
        }
    judge("gate, " + std::to_string(rows) + " rows of " + std::to_string(inner), error(expected, y), Bf16);
}

struct Angles
{
    int half;
    std::vector<float> cos, sin; // [positions, half]
    Angles(int positions, int half) : half(half)
    {
        for (int i = 0; i < positions * half; i++)
        {
            double angle = i / half * std::pow(100, -(double)(i % half) / half);
            cos.push_back((float)std::cos(angle)); sin.push_back((float)std::sin(angle));
        }
    }

    // (a_j, b_j) turned by the position's angle, b half a vector behind a
    std::vector<double> turned(const std::vector<double>& v, int position) const
    {
        std::vector<double> to(2 * half);
        for (int j = 0; j < half; j++)
        {
            double c = cos[position * half + j], s = sin[position * half + j];
            to[j] = v[j] * c - v[half + j] * s;
            to[half + j] = v[half + j] * c + v[j] * s;
        }
        return to;
    }
};

static std::vector<double> values(const u16* from, int count)
{
    std::vector<double> v(count);
    std::transform(from, from + count, v.begin(), [](u16 x) { return value(x); });
    return v;
}

static std::vector<double> normed(std::vector<double> v, const u16* w, double epsilon)
{
    double squares = 0;
    for (double x : v) squares += x * x;
    for (size_t i = 0; i < v.size(); i++) v[i] *= value(w[i]) / std::sqrt(squares / v.size() + epsilon);
    return v;
}

static void put(std::vector<double>& to, int at, const std::vector<double>& v) { std::copy(v.begin(), v.end(), to.begin() + at); }

static void rotation(int tokens, int angles, int heads, int half)
{
    int xHead = 2 * half + 4, xToken = heads * xHead + 8;
    auto x = numbers(tokens * xToken), y = unwritten(tokens * heads * 2 * half);
    Angles a(angles, half);
    Rotate p = { x.data(), a.cos.data(), a.sin.data(), y.data(), xToken, xHead, heads, half, angles };
    launch({ tokens }, 256, [&] { rotate(p); });
    std::vector<double> expected(y.size());
    for (int t = 0; t < tokens; t++)
        for (int h = 0; h < heads; h++)
            put(expected, (t * heads + h) * 2 * half, a.turned(values(&x[t * xToken + h * xHead], 2 * half), t % angles));
    judge("rotation, " + std::to_string(tokens) + " tokens, " + std::to_string(angles) + " positions, " + std::to_string(heads) + " heads of " + std::to_string(2 * half), error(expected, y), Bf16);
}

// cache[row, at] = (norm of the latent part, turned key); query[row, head, latent...] = turned part of the head's query
static void latent(int rows, int heads, int nope, int rope, int latent, bool padded)
{
    const int Places = 10;
    const float epsilon = 1e-2f;
    int width = latent + rope, qRow = heads * (nope + rope) + 8, kvRow = width + 24, cacheRow = Places * width;
    auto q = numbers(rows * qRow), kv = numbers(rows * kvRow), w = numbers(latent), cache = unwritten(rows * cacheRow), query = unwritten(rows * heads * width);
    Angles a(Places, rope / 2);
    std::vector<i64> at = { 7 }, padding;
    for (int r = 0; r < rows; r++) padding.push_back(3 * r % 8);
    LatentStep p = { q.data(), kv.data(), w.data(), cache.data(), query.data(), { at.data(), padded ? padding.data() : nullptr, a.cos.data(), a.sin.data() }, qRow, kvRow, cacheRow, heads, nope, rope, latent, epsilon };
    launch({ rows, 2 }, 256, [&] { latent_step(p); });

    std::vector<double> expectedCache(cache.size(), Untouched), expectedQuery(query.size(), Untouched);
    for (int r = 0; r < rows; r++)
    {
        int position = 7 - (padded ? (int)padding[r] : 0), slot = r * cacheRow + 7 * width;
        put(expectedCache, slot, normed(values(&kv[r * kvRow], latent), w.data(), epsilon));
        put(expectedCache, slot + latent, a.turned(values(&kv[r * kvRow + latent], rope), position));
        for (int h = 0; h < heads; h++) put(expectedQuery, (r * heads + h) * width + latent, a.turned(values(&q[r * qRow + h * (nope + rope) + nope], rope), position));
    }
    std::string name = std::to_string(rows) + " rows, " + std::to_string(heads) + " heads of " + std::to_string(nope) + " + " + std::to_string(rope) + ", latent " + std::to_string(latent) + (padded ? ", padding" : "");
    judge("latent step, cache, " + name, error(expectedCache, cache), Bf16Twice);
    judge("latent step, queries, " + name, error(expectedQuery, query), Bf16);
}

// Queries and keys clipped, normed and turned, values clipped; keys and values into the cache
static void heads(const char* name, int rows, int heads, int keyHeads, int width, bool norms, float clip, bool padded)
{
    const int Places = 6, Room = 32;
    const float epsilon = 1e-2f;
    int cacheHead = Places * width + Room, cacheRow = keyHeads * cacheHead + Room;
    auto q = numbers(rows * heads * width), k = numbers(rows * keyHeads * width), v = numbers(rows * keyHeads * width), queryNorm = numbers(width), keyNorm = numbers(width);
    auto keys = unwritten(rows * cacheRow), cached = keys, query = unwritten(q.size());
    Angles a(Places, width / 2);
    std::vector<i64> at = { 4 }, padding;
    for (int r = 0; r < rows; r++) padding.push_back(2 * r % 5);
    HeadStep p = {
        q.data(), k.data(), v.data(), norms ? queryNorm.data() : nullptr, norms ? keyNorm.data() : nullptr, keys.data(), cached.data(), query.data(),
        { at.data(), padded ? padding.data() : nullptr, a.cos.data(), a.sin.data() }, cacheRow, cacheHead, heads, keyHeads, width, epsilon, clip };
    launch({ heads + 2 * keyHeads, rows }, 32, [&] { head_step(p); });

    auto clipped = [&](const u16* from)
    {
        auto x = values(from, width);
        if (clip > 0) for (double& y : x) y = std::min(std::max(y, -(double)clip), (double)clip);
        return x;
    };
    std::vector<double> expectedQuery(query.size()), expectedKeys(keys.size(), Untouched), expectedValues(keys.size(), Untouched);
    for (int r = 0; r < rows; r++)
    {
        int position = 4 - (padded ? (int)padding[r] : 0);
        auto head = [&](const u16* from, const u16* w) { return a.turned(norms ? normed(clipped(from), w, epsilon) : clipped(from), position); };
        for (int h = 0; h < heads; h++) put(expectedQuery, (r * heads + h) * width, head(&q[(r * heads + h) * width], queryNorm.data()));
        for (int h = 0; h < keyHeads; h++)
        {
            int slot = r * cacheRow + h * cacheHead + 4 * width;
            put(expectedKeys, slot, head(&k[(r * keyHeads + h) * width], keyNorm.data()));
            put(expectedValues, slot, clipped(&v[(r * keyHeads + h) * width]));
        }
    }
    double limit = norms ? SumsOfBf16 : Bf16;
    judge(std::string("head step, queries, ") + name, error(expectedQuery, query), limit);
    judge(std::string("head step, keys, ") + name, error(expectedKeys, keys), limit);
    judge(std::string("head step, values, ") + name, error(expectedValues, cached), Bf16);
}

static void cases()
{
    norm(1, 8, false);          // one thread has something
    norm(3, 192, true);
    norm(2, 2056, false);       // a second piece for one thread
    norm(2, 8192, true);        // the most
    gate(3, 600);               // a second block, not full
    gate(1, 2);
    gate(2, 512);
    rotation(5, 5, 3, 8);
    rotation(6, 3, 2, 32);      // two rows of three tokens, whose angles are the same
    rotation(1, 1, 20, 16);     // more pairs than threads
    latent(2, 4, 32, 16, 64, true);
    latent(1, 20, 8, 64, 512, false); // more of both than threads
    heads("2 rows, 4 heads, 2 key heads of 128, norms, padding", 2, 4, 2, 128, true, 0, true);
    heads("a row, 3 heads of 64, without norms", 1, 3, 3, 64, false, 0, false);
    heads("3 rows, 20 heads, a key head of 128, clipped", 3, 20, 1, 128, false, 0.5f, false);
    heads("a row, 2 heads of 48, clipped, then norms", 1, 2, 1, 48, true, 0.5f, true);
}
