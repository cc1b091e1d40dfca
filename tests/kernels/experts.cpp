// experts_gate_up, experts_down, sum_pairs_f32, sum_pairs_bf16: the layer's experts for few tokens, step by step and as a whole.
#include "cases.h"

struct Layer { const char* name; int tokens, slots, experts, hidden, inner, slices; bool gate, residual; };

static double silu(double x) { return x / (1 + std::exp(-x)); }

// chosen[token, slot], -1 for skipped. A pair is a slot that is not skipped; pairs lie sorted by expert, and behind all slots those of the shared slices.
static void layer(const Layer& l, const std::vector<int>& chosen)
{
    int n = l.tokens, h = l.hidden, I = l.inner, slots = n * l.slots, all = slots + l.slices * n, sharedInner = l.slices * I;
    auto x = numbers(n * h), gateUp = numbers(l.experts * 2 * I * h, .1f), down = numbers(l.experts * h * I, .1f);
    auto sharedGateUp = numbers(2 * sharedInner * h, .1f), sharedDown = numbers(h * sharedInner, .1f), residual = numbers(n * h), gate = numbers(n);
    auto weights = floats(slots);
    std::vector<int> pairs(slots, -1), tokens(all, -1000000), segments;
    for (int s = 0; s < l.slices; s++)
    {
        segments.insert(segments.end(), { l.experts + s, slots + s * n, slots + (s + 1) * n });
        for (int t = 0; t < n; t++) tokens[slots + s * n + t] = t;
    }
    int pair = 0;
    for (int e = 0; e < l.experts; e++)
    {
        int first = pair;
        for (int i = 0; i < slots; i++) if (chosen[i] == e) { pairs[i] = pair; tokens[pair++] = i / l.slots; }
        if (pair > first) segments.insert(segments.end(), { e, first, pair });
    }
    segments.insert(segments.end(), { 0, 0, 0 }); // room that stays empty
    int count = (int)segments.size() / 3;

    auto inside = unwritten(all * I);
    auto y = unwritten_floats(all * h);
    Experts p = { x.data(), gateUp.data(), down.data(), sharedGateUp.data(), sharedDown.data(), tokens.data(), segments.data(), inside.data(), y.data(), h, I, sharedInner, l.experts };
    launch({ I / 16, count }, 256, [&] { experts_gate_up(p); });
    launch({ h / 16, count }, 128, [&] { experts_down(p); });

    // inside[pair] = silu(G x) · (U x), y[pair] = D inside[pair]; exact[pair] is the same from beginning to end
    std::vector<double> expectedInside(all * I, Untouched), expectedY(all * h, Untouched), exact(all * h);
    for (int s = 0; s < count; s++)
        for (int at = segments[3 * s + 1]; at < segments[3 * s + 2]; at++)
        {
            int e = segments[3 * s], slice = e - l.experts;
            const u16* G = slice < 0 ? &gateUp[e * 2 * I * h] : &sharedGateUp[slice * I * h];
            const u16* U = slice < 0 ? G + I * h : &sharedGateUp[(sharedInner + slice * I) * h];
            for (int i = 0; i < I; i++)
            {
                double g = 0, u = 0;
                for (int c = 0; c < h; c++) { g += value(G[i * h + c]) * value(x[tokens[at] * h + c]); u += value(U[i * h + c]) * value(x[tokens[at] * h + c]); }
                expectedInside[at * I + i] = silu(g) * u;
            }
            for (int c = 0; c < h; c++)
            {
                const u16* D = slice < 0 ? &down[(e * h + c) * I] : &sharedDown[c * sharedInner + slice * I];
                expectedY[at * h + c] = 0;
                for (int i = 0; i < I; i++) { expectedY[at * h + c] += value(D[i]) * value(inside[at * I + i]); exact[at * h + c] += value(D[i]) * expectedInside[at * I + i]; }
            }
        }
    judge(std::string("gate and up, ") + l.name, error(expectedInside, inside), Bf16);
    judge(std::string("down, ") + l.name, error(expectedY, y), F32);

    // out = residual + Σ_slot weight · y[pair] + gate · Σ_slice y[pair]
    std::vector<u16> halves(y.size());
    std::transform(y.begin(), y.end(), halves.begin(), narrow);
    auto out = unwritten(n * h), outOfHalves = out;
    Sum sum = { l.residual ? residual.data() : nullptr, y.data(), pairs.data(), weights.data(), l.gate ? gate.data() : nullptr, out.data(), n, l.slots, h, l.slices };
    launch({ n, (h + 255) / 256 }, 128, [&] { sum_pairs_f32(sum); });
    sum.y = halves.data(); sum.out = outOfHalves.data();
    launch({ n, (h + 255) / 256 }, 128, [&] { sum_pairs_bf16(sum); });

    auto expected = [&](auto at)
    {
        std::vector<double> sums(n * h);
        for (int t = 0; t < n; t++)
            for (int c = 0; c < h; c++)
            {
                double routed = 0, shared = 0;
                for (int i = t * l.slots; i < (t + 1) * l.slots; i++) if (pairs[i] >= 0) routed += weights[i] * at(pairs[i] * h + c);
                for (int s = 0; s < l.slices; s++) shared += at((slots + s * n + t) * h + c);
                sums[t * h + c] = (l.residual ? value(residual[t * h + c]) : 0) + routed + (l.gate ? value(gate[t]) : 1) * shared;
            }
        return sums;
    };
    judge(std::string("sum of f32, ") + l.name, error(expected([&](int i) { return value(y[i]); }), out), Bf16Twice);
    judge(std::string("sum of bf16, ") + l.name, error(expected([&](int i) { return value(halves[i]); }), outOfHalves), Bf16Twice);
    judge(std::string("all of it, ") + l.name, error(expected([&](int i) { return exact[i]; }), out), SumsOfBf16);
}

// Different experts for each token, every so many-th slot skipped.
static std::vector<int> random_choice(const Layer& l, int skipEvery = 0)
{
    std::vector<int> chosen, experts(l.experts);
    std::iota(experts.begin(), experts.end(), 0);
    for (int t = 0; t < l.tokens; t++)
    {
        std::shuffle(experts.begin(), experts.end(), generator);
        chosen.insert(chosen.end(), experts.begin(), experts.begin() + l.slots);
    }
    if (skipEvery > 0) for (size_t i = 0; i < chosen.size(); i += skipEvery) chosen[i] = -1;
    return chosen;
}

// One expert per token, in a mixed order.
static std::vector<int> with_counts(const std::vector<int>& counts)
{
    std::vector<int> chosen;
    for (size_t e = 0; e < counts.size(); e++) chosen.insert(chosen.end(), counts[e], (int)e);
    std::shuffle(chosen.begin(), chosen.end(), generator);
    return chosen;
}

static void cases()
{
    Layer one = { "one token, 6 of 16 experts, 2 shared slices", 1, 6, 16, 96, 64, 2, true, true };
    layer(one, random_choice(one));
    Layer few = { "5 tokens, 3 of 70 experts, most without tokens, nothing shared, no residual", 5, 3, 70, 32, 32, 0, false, false };
    layer(few, random_choice(few));
    Layer skipped = { "40 tokens, every third slot skipped, a slice without gate", 40, 4, 8, 64, 32, 1, false, true };
    layer(skipped, random_choice(skipped, 3));
    Layer nothing = { "all slots skipped", 2, 3, 4, 32, 32, 1, false, true };
    layer(nothing, random_choice(nothing, 1));
    Layer many = { "70 tokens for each of 2 experts: more than one pass takes", 70, 2, 2, 32, 32, 0, false, true };
    layer(many, random_choice(many));
    Layer wide = { "10 slots, 416 columns: a second block of them", 3, 10, 12, 416, 288, 1, true, true };
    layer(wide, random_choice(wide));
    Layer edges = { "experts of 1, 8, 9, 0, 16, 17, 32 and 33 tokens", 116, 1, 8, 64, 32, 0, false, false };
    layer(edges, with_counts({ 1, 8, 9, 0, 16, 17, 32, 33 }));
}
