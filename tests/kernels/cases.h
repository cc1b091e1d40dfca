// What the cases share: random inputs, outputs full of NaN, and the judgement of results against double-precision references.
#pragma once
#include "emulator.h"
#include "kernels.h" // the sources in their order, made by run.sh
#include <numeric>
#include <random>
#include <string>

// Limits: sums in f32; results rounded to bf16 once or twice, by at most 2^-8 of a number each time; sums of numbers that were rounded, which may cancel.
const double F32 = 1e-5, Bf16 = 0.005, Bf16Twice = 0.01, SumsOfBf16 = 0.02;
const double Untouched = NAN;                            // in a reference: a place where nothing may be written

static std::mt19937 generator(1);
static int failures;

static std::vector<float> floats(size_t count, float scale = 1)
{
    std::normal_distribution<float> normal;
    std::vector<float> v(count);
    for (float& x : v) x = normal(generator) * scale;
    return v;
}

static std::vector<u16> numbers(size_t count, float scale = 1) // bf16
{
    std::vector<u16> v(count);
    std::vector<float> f = floats(count, scale);
    std::transform(f.begin(), f.end(), v.begin(), narrow);
    return v;
}

static std::vector<u16> unwritten(size_t count) { return std::vector<u16>(count, 0x7fff); }       // NaN
static std::vector<float> unwritten_floats(size_t count) { return std::vector<float>(count, NAN); }

static double value(u16 x) { return wide(x); }
static double value(float x) { return x; }

// The largest difference, relative to the number and the root mean square of all. NaN where only one of both is NaN.
template <class T> static double error(const std::vector<double>& expected, const std::vector<T>& actual)
{
    double squares = 0, worst = 0;
    size_t count = 0;
    for (double x : expected) if (!std::isnan(x)) { squares += x * x; count++; }
    double typical = std::sqrt(squares / std::max<size_t>(count, 1));
    for (size_t i = 0; i < expected.size(); i++)
    {
        double x = expected[i], y = value(actual[i]);
        if (std::isnan(x) != std::isnan(y)) return NAN;
        if (!std::isnan(x) && x != y) worst = std::max(worst, std::fabs(x - y) / (std::fabs(x) + typical));
    }
    return expected.size() == actual.size() ? worst : NAN;
}

template <class T> static double differing(const std::vector<T>& expected, const std::vector<T>& actual)
{
    double count = std::fabs((double)expected.size() - (double)actual.size());
    for (size_t i = 0; i < std::min(expected.size(), actual.size()); i++) count += expected[i] != actual[i];
    return count;
}

// What is not a number never passes.
static void judge(const std::string& name, double error, double limit)
{
    bool passed = error <= limit;
    failures += !passed;
    printf("%s %s%s: error %.1e, limit %.0e\n", passed ? "ok    " : "FAILED", name.c_str(), backwards ? ", backwards" : "", error, limit);
    fflush(stdout);
}

static void cases(); // of the family

int main()
{
    for (bool b : { false, true }) { backwards = b; cases(); }
    return failures > 0;
}
