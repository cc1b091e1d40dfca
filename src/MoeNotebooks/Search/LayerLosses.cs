using MoeNotebooks.Evaluation;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Search;

/// <summary>
/// What each MoE layer alone loses with fewer experts, all others as trained: how sensitive the layers are.
/// </summary>
/// <param name="Losses">[layer][k - 1], for k from 1 to the trained number; about 0 at the trained one.</param>
/// <param name="Unit">What the numbers are.</param>
public sealed record LayerLosses(IReadOnlyList<IReadOnlyList<double>> Losses, string Unit)
{
    private const int Draws = 4;
    private const int Tokens = 64; // of a draw

    /// <summary>Experts per token as trained.</summary>
    public int Trained => Losses[0].Count;

    /// <summary>The losses of an allocation added up, as if layers did not depend on each other.</summary>
    /// <param name="experts">Experts of each MoE layer.</param>
    public double Sum(IReadOnlyList<int> experts) => Losses.Zip(experts, (layer, k) => layer[k - 1]).Sum();

    /// <summary>
    /// Without data: each layer by itself on random inputs, D(k) = mean ‖Y(k) - Y(K)‖ over draws of standard normal
    /// inputs (LExI).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Seed of the inputs.</param>
    public static LayerLosses WithoutData(MoeModel model, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var trained = model.Config.Moe.Router.TrainedTopK;
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var inputs = Enumerable
            .Range(0, Draws)
            .Select(_ => randn(Tokens, model.Config.HiddenSize, generator: generator).to_type(model.DType))
            .ToArray();
        return new(
            [.. model.MoeLayers.Select(OfLayer)],
            "mean Frobenius distance of the layer's output on normal inputs"
        );

        double[] OfLayer(int layer)
        {
            using var inner = NewDisposeScope();
            var whole = inputs.Select(x => model.Mlp(layer, x, new LayerRouting(trained))).ToArray(); // [N, h] each
            return
            [
                .. Enumerable
                    .Range(1, trained)
                    .Select(k =>
                        inputs.Zip(whole, (x, y) => Distance(model.Mlp(layer, x, new LayerRouting(k)), y)).Average()
                    ),
            ];
        }
    }

    /// <summary>On questions: what the mean of a measure loses when one layer alone uses fewer experts.</summary>
    /// <param name="scores">Scores allocations.</param>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="trained">Experts per token as trained.</param>
    /// <param name="measure">The measure, for the unit.</param>
    internal static async Task<LayerLosses> MeasureAsync(
        IAllocationScores scores,
        int moeLayers,
        int trained,
        Measure measure
    )
    {
        int[] full = [.. Enumerable.Repeat(trained, moeLayers)];
        int[] With(int layer, int k) => [.. full.Select((all, i) => i == layer ? k : all)];
        var asked =
            from layer in Enumerable.Range(0, moeLayers)
            from k in Enumerable.Range(1, trained)
            select With(layer, k);
        var found = await scores.OfAsync([full, .. asked]);
        return new(
            [
                .. Enumerable
                    .Range(0, moeLayers)
                    .Select(layer =>
                        Enumerable.Range(1, trained).Select(k => found[0] - found[(layer * trained) + k]).ToArray()
                    ),
            ],
            $"{measure.Name()} lost on the development questions"
        );
    }

    private static double Distance(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var difference = a.to_type(ScalarType.Float64).Minus(b.to_type(ScalarType.Float64));
        return Math.Sqrt((difference * difference).sum().item<double>());
    }
}
