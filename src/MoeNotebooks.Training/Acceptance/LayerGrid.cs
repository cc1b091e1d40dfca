using System.Numerics;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Training.Acceptance;

/// <summary>
/// A grid of 32 allocations in which every layer has few experts in half of them, no two layers go together, and no
/// layer goes with a pair of others (a two-level design of resolution IV): so what each layer explains of the
/// accuracy's variance can be told apart.
/// </summary>
internal static class LayerGrid
{
    private const int Runs = 32;

    // numbers with an odd number of bits: the product of two of them is none of them
    private static readonly int[] Columns =
    [
        .. Enumerable.Range(1, Runs - 1).Where(c => BitOperations.PopCount((uint)c) % 2 == 1),
    ];

    /// <summary>The allocations.</summary>
    /// <param name="layers">MoE layers, at most 16.</param>
    /// <param name="few">The smaller number of experts.</param>
    /// <param name="all">The larger.</param>
    public static IReadOnlyList<PerLayer> Of(int layers, int few, int all) =>
        [
            .. Enumerable
                .Range(0, Runs)
                .Select(run => new PerLayer([
                    .. Enumerable.Range(0, layers).Select(layer => IsFew(run, layer) ? few : all),
                ])),
        ];

    /// <summary>The share of the accuracies' variance that each layer's number of experts explains.</summary>
    /// <param name="layers">MoE layers.</param>
    /// <param name="accuracies">Of each allocation.</param>
    public static IReadOnlyList<double> Explained(int layers, IReadOnlyList<double> accuracies)
    {
        var mean = accuracies.Average();
        var variance = accuracies.Average(a => (a - mean) * (a - mean));
        return
        [
            .. Enumerable
                .Range(0, layers)
                .Select(layer =>
                {
                    var effect = accuracies.Select((a, run) => IsFew(run, layer) ? -a : a).Average();
                    return variance < 1e-12 ? 0 : effect * effect / variance;
                }),
        ];
    }

    private static bool IsFew(int run, int layer) => BitOperations.PopCount((uint)(run & Columns[layer])) % 2 == 1;
}
