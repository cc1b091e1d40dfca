// attend_576_512, attend_128_128.
#include "cases.h"

struct Step { int rows, keyHeads, group, places, at, splits; bool padded = false; float loudness = 1; };

// out[row, head] = Σ_place softmax(q · k_place · scale) v_place, over the places from the row's padding to `at`
template <int D, int V> static void attention(const char* name, const Step& s)
{
    const bool latent = D != V; // the values are then the beginning of the keys
    int heads = s.keyHeads * s.group, keyHead = s.places * D + 32, keyRow = s.keyHeads * keyHead + 64, valueHead = s.places * V, valueRow = s.keyHeads * valueHead;
    auto q = numbers(s.rows * heads * D, s.loudness), keys = unwritten(s.rows * keyRow), values = unwritten(s.rows * valueRow);
    std::vector<i64> at = { s.at }, padding;
    for (int r = 0; r < s.rows; r++) padding.push_back(s.padded ? 3 + 5 * r : 0);
    for (int r = 0; r < s.rows; r++) // places that are not seen stay NaN
        for (int h = 0; h < s.keyHeads; h++)
            for (int p = (int)padding[r]; p <= s.at; p++)
            {
                auto k = numbers(D), v = numbers(V);
                std::copy(k.begin(), k.end(), keys.begin() + r * keyRow + h * keyHead + p * D);
                std::copy(v.begin(), v.end(), values.begin() + r * valueRow + h * valueHead + p * V);
            }
    if (latent) { values = keys; valueHead = keyHead; valueRow = keyRow; }
    int valuePlace = latent ? D : V, units = s.rows * s.keyHeads * ((s.group + 15) / 16);
    auto partial = unwritten_floats(units * s.splits * 16 * V), states = unwritten_floats(units * s.splits * 16 * 2);
    std::vector<int> done(units, 0);
    auto out = unwritten(s.rows * heads * V);
    Attend p = {
        q.data(), keys.data(), values.data(), at.data(), s.padded ? padding.data() : nullptr, s.splits > 1 ? partial.data() : nullptr, s.splits > 1 ? states.data() : nullptr,
        s.splits > 1 ? done.data() : nullptr, out.data(), keyRow, keyHead, D, valueRow, valueHead, valuePlace, s.keyHeads, s.group, s.splits, 1 / std::sqrt((float)D) };
    launch({ units, s.splits }, 256, [&] { if constexpr (latent) attend_576_512(p); else attend_128_128(p); });

    std::vector<double> expected(out.size());
    for (int r = 0; r < s.rows; r++)
        for (int h = 0; h < heads; h++)
        {
            std::vector<double> weight;
            double total = 0;
            for (int i = (int)padding[r]; i <= s.at; i++)
            {
                double score = 0;
                for (int d = 0; d < D; d++) score += value(q[(r * heads + h) * D + d]) * value(keys[r * keyRow + h / s.group * keyHead + i * D + d]);
                weight.push_back(score * p.scale);
            }
            double most = *std::max_element(weight.begin(), weight.end());
            for (double& w : weight) total += w = std::exp(w - most);
            for (size_t i = 0; i < weight.size(); i++)
                for (int c = 0; c < V; c++) expected[(r * heads + h) * V + c] += weight[i] / total * value(values[r * valueRow + h / s.group * valueHead + (padding[r] + i) * valuePlace + c]);
        }
    judge("attention " + std::to_string(D) + ", " + name, error(expected, out), SumsOfBf16);
    if (s.splits > 1) judge("attention " + std::to_string(D) + ", " + name + ", leaves counters at zero", differing(std::vector<int>(units, 0), done), 0);
}

static void cases()
{
    // rows, key heads, query heads per key head, places, newest, splits
    attention<576, 512>("16 heads, 130 places", { 2, 1, 16, 300, 129, 1 });
    attention<576, 512>("16 heads, 3 splits, padding", { 2, 1, 16, 300, 200, 3, true });
    attention<576, 512>("20 heads, 2 splits", { 1, 1, 20, 150, 100, 2 });
    attention<576, 512>("one place", { 1, 1, 2, 4, 0, 1 });
    attention<128, 128>("2 rows, 2 key heads of 4, 2 splits, padding", { 2, 2, 4, 100, 70, 2, true });
    attention<128, 128>("3 key heads of one, 4 splits of which 3 are empty", { 1, 3, 1, 100, 5, 4 });
    attention<128, 128>("3 splits, the last with one place", { 1, 1, 4, 200, 128, 3 });
    attention<128, 128>("20 heads per key head, a second tile of one place", { 1, 2, 20, 100, 64, 1 });
    attention<128, 128>("20 heads per key head, 3 splits, 3 rows, padding", { 3, 1, 20, 300, 250, 3, true });
    attention<128, 128>("a full tile", { 1, 1, 8, 64, 63, 1 });
    attention<128, 128>("one place that is not padding", { 1, 1, 4, 10, 3, 2, true });
    attention<128, 128>("scores beyond e^88", { 1, 1, 4, 200, 150, 2, false, 100 });
}
