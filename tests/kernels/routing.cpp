// route, order.
#include "cases.h"

enum class Weights { Kept, OfChosen, OfTrained, Rescaled }; // as they are; over the chosen's sum; over the trained's; with the trained's sum
static const char* names[] = { "weights as they are", "divided by the chosen", "divided by the trained", "rescaled to the trained" };

struct Rule
{
    int tokens, experts, k, trained;
    bool sigmoid = false, biased = false, pruned = false;
    int groups = 1, topGroups = 1;
    bool byTwo = false;
    float scale = 1;
};

// Whether a comes before b; what is not a number comes first, of equal ones the lower index.
static bool before(double x, int a, double y, int b)
{
    if (std::isnan(x)) x = INFINITY;
    if (std::isnan(y)) y = INFINITY;
    return x > y || (x == y && a < b);
}

// The indices of v, best first.
static std::vector<int> ranking(const std::vector<double>& v)
{
    std::vector<int> index(v.size());
    std::iota(index.begin(), index.end(), 0);
    std::sort(index.begin(), index.end(), [&](int a, int b) { return before(v[a], a, v[b], b); });
    return index;
}

static void routing(const std::string& name, const Rule& r, const std::vector<float>& logits, Weights rule)
{
    auto bias = floats(r.experts, .3f), weights = unwritten_floats(r.tokens * r.k);
    std::vector<unsigned char> pruned(r.experts);
    for (int e = 0; e < r.experts; e++) pruned[e] = r.pruned && e % 5 == 0;
    std::vector<i64> chosen(r.tokens * r.k, -7);
    Route p = {
        logits.data(), r.biased ? bias.data() : nullptr, r.pruned ? pruned.data() : nullptr, chosen.data(), weights.data(), r.tokens, r.experts, r.k, r.trained,
        r.sigmoid, r.groups, r.topGroups, r.byTwo, rule == Weights::Kept ? 0 : rule == Weights::OfTrained ? 2 : 1, rule == Weights::Rescaled, r.scale, 1e-20f };
    launch({ (r.tokens + 3) / 4 }, 128, [&] { route(p); });

    std::vector<i64> expectedChosen;
    std::vector<double> expected;
    for (int t = 0; t < r.tokens; t++)
    {
        std::vector<double> score(r.experts), selection(r.experts);
        double total = 0;
        for (int e = 0; e < r.experts; e++)
        {
            double x = pruned[e] ? -INFINITY : logits[t * r.experts + e];
            score[e] = r.sigmoid ? 1 / (1 + std::exp(-x)) : std::exp(x);
            total += score[e];
        }
        for (int e = 0; e < r.experts; e++)
        {
            if (!r.sigmoid) score[e] /= total;
            selection[e] = pruned[e] ? -INFINITY : score[e] + (r.biased ? bias[e] : 0);
        }
        if (r.groups > 1) // only the experts of the best groups: by their best, or by the sum of their two best
        {
            int size = r.experts / r.groups;
            std::vector<double> group;
            for (int g = 0; g < r.groups; g++)
            {
                std::vector<double> v(selection.begin() + g * size, selection.begin() + (g + 1) * size);
                auto best = ranking(v);
                group.push_back(r.byTwo && size > 1 && v[best[1]] != -INFINITY ? v[best[0]] + v[best[1]] : v[best[0]]);
            }
            auto best = ranking(group);
            for (int i = r.topGroups; i < r.groups; i++) std::fill_n(selection.begin() + best[i] * size, size, -INFINITY);
        }
        auto best = ranking(selection);
        double ofChosen = 0, ofTrained = 0;
        for (int i = 0; i < r.k; i++) ofChosen += score[best[i]];
        for (int i = 0; i < r.trained; i++) ofTrained += score[best[i]];
        for (int i = 0; i < r.k; i++)
        {
            double w = score[best[i]];
            w = rule == Weights::OfChosen ? w / ofChosen : rule == Weights::OfTrained ? w / ofTrained : rule == Weights::Rescaled ? w / ofChosen * ofTrained : w;
            expectedChosen.push_back(best[i]);
            expected.push_back(w * r.scale);
        }
    }
    judge("route, " + name + ", chosen", differing(expectedChosen, chosen), 0);
    judge("route, " + name + ", " + names[(int)rule], error(expected, weights), F32);
}

static void with_all_weights(const std::string& name, const Rule& r)
{
    auto logits = floats(r.tokens * r.experts);
    for (Weights rule : { Weights::Kept, Weights::OfChosen, Weights::OfTrained, Weights::Rescaled }) routing(name, r, logits, rule);
}

// Logits of three values only; values whose sums of two are all different.
static std::vector<float> ties(const Rule& r)
{
    std::vector<float> logits(r.tokens * r.experts);
    for (float& x : logits) { unsigned one = generator() % 3; x = one == 0 ? .1f : one == 1 ? .7f : 1.9f; }
    return logits;
}

static std::vector<float> with_nan(const Rule& r, const std::vector<int>& experts)
{
    auto logits = floats(r.tokens * r.experts);
    for (int e : experts) logits[(r.tokens - 1) * r.experts + e] = NAN; // of the last token
    return logits;
}

// The order of pairs by plain loops over experts: pair numbers, their tokens, and where each expert's lie.
static void ordering(const char* name, int tokens, int k, int experts, int slices, int skipEvery, int from = 0)
{
    int slots = tokens * k, room = std::min(experts, slots) + slices, pair = 0;
    std::vector<i64> chosen(slots);
    for (int i = 0; i < slots; i++) chosen[i] = skipEvery > 0 && i % skipEvery == 0 ? -1 : from + (int)(generator() % (experts - from));
    std::vector<int> pairs(slots, -7), of(slots + slices * tokens, -7), segments(3 * room, -7);
    Order p = { chosen.data(), pairs.data(), of.data(), segments.data(), tokens, k, experts, slices, room };
    launch({ 1 }, 1024, [&] { order(p); });

    std::vector<int> expectedPairs(slots, -1), expectedTokens(of.size(), -7), expectedSegments;
    for (int s = 0; s < slices; s++)
    {
        expectedSegments.insert(expectedSegments.end(), { experts + s, slots + s * tokens, slots + (s + 1) * tokens });
        for (int t = 0; t < tokens; t++) expectedTokens[slots + s * tokens + t] = t;
    }
    for (int e = 0; e < experts; e++)
    {
        int first = pair;
        for (int i = 0; i < slots; i++) if (chosen[i] == e) { expectedTokens[pair] = i / k; expectedPairs[i] = pair++; }
        if (pair > first) expectedSegments.insert(expectedSegments.end(), { e, first, pair });
    }
    expectedSegments.resize(3 * room, 0);
    judge(std::string("order, ") + name + ", pairs", differing(expectedPairs, pairs), 0);
    judge(std::string("order, ") + name + ", tokens", differing(expectedTokens, of), 0);
    judge(std::string("order, ") + name + ", segments", differing(expectedSegments, segments), 0);
}

static void cases()
{
    with_all_weights("softmax, 6 of 64, of which 3", { 5, 64, 3, 6 });
    with_all_weights("softmax, more than trained, 70 experts, scaled", { 1, 70, 8, 4, false, false, false, 1, 1, false, 16 });
    with_all_weights("sigmoid, bias, 4 of 8 groups by two, pruned, scaled", { 5, 64, 3, 6, true, true, true, 8, 4, true, 2.5f });
    with_all_weights("softmax, 2 of 4 groups by their best, pruned", { 6, 32, 2, 4, false, false, true, 4, 2 });
    with_all_weights("groups by two of which some keep one", { 5, 32, 3, 6, true, true, true, 16, 8, true });
    with_all_weights("groups of one expert", { 4, 16, 3, 3, true, true, false, 16, 8, true });
    with_all_weights("the most: 32 of 512", { 2, 512, 32, 32 });
    with_all_weights("one of one", { 3, 1, 1, 1 });

    Rule plain = { 5, 64, 8, 8 }, sigmoid = { 5, 64, 8, 8, true }, grouped = { 5, 64, 8, 8, true, false, false, 8, 4, true }, byBest = { 5, 64, 8, 8, false, false, false, 8, 3 };
    routing("ties, softmax", plain, ties(plain), Weights::OfChosen);
    routing("ties, pruned", { 5, 64, 8, 8, false, false, true }, ties(plain), Weights::Kept);
    routing("ties, groups by two", grouped, ties(grouped), Weights::Kept);
    routing("ties, groups by their best", byBest, ties(byBest), Weights::Kept);
    routing("all equal", plain, std::vector<float>(5 * 64, .5f), Weights::OfTrained);
    routing("NaN in two scores, sigmoid", sigmoid, with_nan(sigmoid, { 41, 9 }), Weights::Kept);
    routing("NaN in two scores, sigmoid", sigmoid, with_nan(sigmoid, { 41, 9 }), Weights::OfChosen);
    routing("NaN in one score, softmax", plain, with_nan(plain, { 17 }), Weights::Kept);
    routing("NaN in one score, groups by two", grouped, with_nan(grouped, { 60 }), Weights::Kept);
    Rule sigmoidByBest = { 5, 64, 8, 8, true, false, false, 8, 1 };
    routing("NaN in one score, groups by their best", sigmoidByBest, with_nan(sigmoidByBest, { 60 }), Weights::Kept);
    routing("NaN in a pruned expert", { 5, 64, 8, 8, true, false, true }, with_nan(plain, { 15 }), Weights::OfTrained);

    ordering("one token", 1, 6, 64, 2, 0);
    ordering("every third slot skipped", 7, 3, 10, 1, 3);
    ordering("most experts without tokens", 5, 2, 70, 0, 0, 60);
    ordering("all skipped", 3, 2, 8, 2, 1);
    ordering("a few experts with many tokens", 100, 2, 3, 1, 0);
    ordering("the most slots, 8,192", 1024, 8, 40, 1, 5);
    ordering("the most experts, 512", 20, 8, 512, 2, 7);
}
