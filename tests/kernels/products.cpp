// product1, product2, product4, scores_f32, scores_bf16.
#include "cases.h"

// As DeviceProduct launches it.
static void run(const Product& p, int heads)
{
    int tiles = p.tokens <= 8 ? 1 : p.tokens <= 16 ? 2 : 4, rows = (p.rows[0] + p.rows[1] + p.rows[2]) / 16;
    launch({ rows, heads, (p.tokens + 8 * tiles - 1) / (8 * tiles) }, std::min(256, p.columns), [&]
    {
        if (tiles == 1) product1(p);
        else if (tiles == 2) product2(p);
        else product4(p);
    });
}

// y[token, head, row] = Σ_column w[head, row, column] x[token, head, column], with room between tokens and between heads of all three.
static void by_head(int tokens, int heads, int rows, int columns)
{
    int xHead = columns + 8, xToken = heads * xHead + 16, wHead = (rows + 16) * columns, yHead = rows + 3, yToken = heads * yHead + 5;
    auto x = numbers(tokens * xToken), w = numbers(heads * wHead), y = unwritten(tokens * yToken);
    Product p = {};
    p.x = x.data(); p.xToken = xToken; p.xHead = xHead;
    p.w[0] = w.data(); p.wHead = wHead; p.rows[0] = rows;
    p.y[0] = y.data(); p.yToken[0] = yToken; p.yHead = yHead;
    p.tokens = tokens; p.columns = columns;
    run(p, heads);

    std::vector<double> expected(y.size(), Untouched);
    for (int t = 0; t < tokens; t++)
        for (int h = 0; h < heads; h++)
            for (int r = 0; r < rows; r++)
            {
                double sum = 0;
                for (int c = 0; c < columns; c++) sum += value(w[h * wHead + r * columns + c]) * value(x[t * xToken + h * xHead + c]);
                expected[t * yToken + h * yHead + r] = sum;
            }
    judge("product by head, " + std::to_string(tokens) + " tokens, " + std::to_string(heads) + " heads, [" + std::to_string(rows) + ", " + std::to_string(columns) + "]", error(expected, y), Bf16);
}

// y_i = x W_iᵀ + bias_i for three weights of 32, 16 and 48 rows, the first without a bias.
static void three_weights(int tokens, int columns)
{
    const int rows[] = { 32, 16, 48 };
    int xToken = columns + 24;
    auto x = numbers(tokens * xToken);
    std::vector<u16> w[3], bias[3], y[3];
    Product p = {};
    p.x = x.data(); p.xToken = xToken; p.tokens = tokens; p.columns = columns;
    for (int i = 0; i < 3; i++)
    {
        w[i] = numbers(rows[i] * columns); bias[i] = numbers(rows[i], 30); y[i] = unwritten(tokens * rows[i]);
        p.w[i] = w[i].data(); p.bias[i] = i == 0 ? nullptr : bias[i].data(); p.y[i] = y[i].data(); p.rows[i] = p.yToken[i] = rows[i];
    }
    run(p, 1);

    for (int i = 0; i < 3; i++)
    {
        std::vector<double> expected;
        for (int t = 0; t < tokens; t++)
            for (int r = 0; r < rows[i]; r++)
            {
                double sum = i == 0 ? 0 : value(bias[i][r]);
                for (int c = 0; c < columns; c++) sum += value(w[i][r * columns + c]) * value(x[t * xToken + c]);
                expected.push_back(sum);
            }
        judge("product, " + std::to_string(tokens) + " tokens, " + std::to_string(columns) + " columns, weight " + std::to_string(i + 1) + " of 3" + (i == 0 ? "" : ", with bias"), error(expected, y[i]), Bf16);
    }
}

// logits[token, expert] = x[token] · w[expert].
static void scores(int tokens, int experts, int columns)
{
    auto x = numbers(tokens * columns), halves = numbers(experts * columns);
    auto w = floats(experts * columns), full = unwritten_floats(tokens * experts), rounded = full;
    Scores p = { x.data(), w.data(), full.data(), experts, columns };
    launch({ (experts + 7) / 8, tokens }, 256, [&] { scores_f32(p); });
    Scores q = { x.data(), halves.data(), rounded.data(), experts, columns };
    launch({ (experts + 7) / 8, tokens }, 256, [&] { scores_bf16(q); });

    std::vector<double> expected(full.size()), ofHalves(full.size());
    for (int t = 0; t < tokens; t++)
        for (int e = 0; e < experts; e++)
            for (int c = 0; c < columns; c++)
            {
                expected[t * experts + e] += value(x[t * columns + c]) * w[e * columns + c];
                ofHalves[t * experts + e] += value(x[t * columns + c]) * value(halves[e * columns + c]);
            }
    std::string sizes = std::to_string(tokens) + " tokens, " + std::to_string(experts) + " experts, " + std::to_string(columns) + " columns";
    judge("scores f32, " + sizes, error(expected, full), F32);
    judge("scores bf16, " + sizes, error(ofHalves, rounded), Bf16);
    judge("scores bf16, " + sizes + ", are bf16 numbers", std::count_if(rounded.begin(), rounded.end(), [](float f) { return f != wide(narrow(f)); }), 0);
}

static void cases()
{
    by_head(1, 1, 16, 32);      // the least of everything: one token, one warp
    by_head(3, 20, 32, 160);
    by_head(8, 3, 32, 96);      // a whole tile of tokens
    by_head(13, 3, 32, 160);    // two, the second not full
    by_head(70, 2, 32, 64);     // more tokens than one pass takes
    three_weights(1, 1120);     // a warp's columns do not come out even
    three_weights(9, 32);
    three_weights(17, 320);     // four tiles, the last one empty
    three_weights(33, 256);
    scores(1, 1, 4);
    scores(3, 10, 260);
}
