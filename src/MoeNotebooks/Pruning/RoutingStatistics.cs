using System.Runtime.InteropServices;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using TorchSharp;

namespace MoeNotebooks.Pruning;

/// <summary>
/// How often each expert was used, and the sums that the formulas of <see cref="CriterionFormula"/> need: gathered
/// while a model runs. Sums are in f64 and add up over texts in any order.
/// </summary>
public sealed class RoutingStatistics : IExpertObserver
{
    private readonly SortedDictionary<int, ExpertSums> _layers = [];

    /// <summary>Starts at zero.</summary>
    /// <param name="config">The model.</param>
    public RoutingStatistics(ModelConfig config)
    {
        foreach (var layer in config.MoeLayers)
        {
            _layers[layer] = new ExpertSums(config.Moe.Router.Experts, config.HiddenSize);
        }
    }

    /// <summary>Tokens seen by the first MoE layer.</summary>
    public long Tokens { get; private set; }

    /// <summary>How many tokens used each expert of a layer.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<long> Counts(int layer) => _layers[layer].Counts;

    /// <summary>The sum of the weights with which tokens used each expert of a layer.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<double> WeightSums(int layer) => Worth(layer, CriterionFormula.SoftCount);

    /// <summary>What each expert of a layer is worth by a formula; 0 where no token used it.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="formula">One of <see cref="CriterionFormula.All"/>, or one of the same exponents b, c and
    /// d.</param>
    /// <exception cref="MoeUsageException">The sums for it were not gathered.</exception>
    public IReadOnlyList<double> Worth(int layer, CriterionFormula formula) => _layers[layer].Worth(formula);

    /// <summary>
    /// [E · E], for every two experts of a layer the sum over tokens of the products of what they add to the layer's
    /// output.
    /// </summary>
    internal IReadOnlyList<double> Products(int layer) => _layers[layer].Products;

    /// <summary>
    /// What pruned experts give on average over the tokens that used them, to stand in their place: MoNE's form (arXiv
    /// 2507.00390). One that no token used gives 0.
    /// </summary>
    /// <param name="mask">The experts that are kept; layers that it does not name keep all.</param>
    /// <exception cref="MoeUsageException">The mask does not fit the model.</exception>
    public ExpertConstants Constants(ExpertMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        mask.Check(_layers.Values.First().Counts.Length, [.. _layers.Keys]);
        return new(
            mask.Kept.Where(layer => layer.Value.Count < _layers[layer.Key].Counts.Length)
                .ToDictionary(
                    layer => layer.Key,
                    layer =>
                        (IReadOnlyDictionary<int, float[]>)
                            Enumerable
                                .Range(0, _layers[layer.Key].Counts.Length)
                                .Except(layer.Value)
                                .ToDictionary(e => e, _layers[layer.Key].MeanOutput)
                )
        );
    }

    /// <summary>The experts of a layer that no token used.</summary>
    /// <param name="layer">The decoder layer.</param>
    public IReadOnlyList<int> NeverUsed(int layer) =>
        [.. Counts(layer).Index().Where(expert => expert.Item == 0).Select(expert => expert.Index)];

    /// <summary>Adds what was gathered over other texts.</summary>
    /// <param name="other">Of the same model.</param>
    /// <exception cref="MoeUsageException">It has other layers or experts.</exception>
    public void Add(RoutingStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (
            !_layers.Keys.SequenceEqual(other._layers.Keys)
            || !_layers
                .Values.Zip(other._layers.Values)
                .All(pair => pair.First.Counts.Length == pair.Second.Counts.Length)
        )
        {
            throw new MoeUsageException("statistics", $"are of {Shape(other)}; these are of {Shape(this)}");
        }

        foreach (var (layer, sums) in _layers)
        {
            sums.Add(other._layers[layer]);
        }

        Tokens += other.Tokens;
    }

    /// <inheritdoc/>
    public void Observe(int layer, torch.Tensor experts, torch.Tensor weights)
    {
        // all that is gathered comes with the outputs
    }

    /// <inheritdoc/>
    public void ObserveOutputs(int layer, ExpertActivity activity)
    {
        using var scope = torch.NewDisposeScope();
        var (experts, weights, outputs, before) = activity;
        var norms = (outputs * outputs).sum([2L]).sqrt(); // [N, k], ‖f‖
        var from = before.to_type(torch.ScalarType.Float64); // [N, h]
        var given = outputs * weights.unsqueeze(2); // [N, k, h], g f
        var to = from.Plus(given.sum([1L])); // [N, h], Σ g f added
        var cosine = (from * to).sum([1L]) / ((from * from).sum([1L]) * (to * to).sum([1L])).sqrt(); // [N]
        Tokens += layer == _layers.Keys.First() ? experts.shape[0] : 0;
        _layers[layer]
            .Add(
                MemoryMarshal.Cast<byte, long>(experts.cpu().contiguous().bytes),
                MemoryMarshal.Cast<byte, float>(weights.cpu().contiguous().bytes),
                MemoryMarshal.Cast<byte, float>(norms.cpu().contiguous().bytes),
                MemoryMarshal.Cast<byte, double>(cosine.cpu().contiguous().bytes),
                MemoryMarshal.Cast<byte, double>(
                    Products(experts, given, _layers[layer].Counts.Length).cpu().contiguous().bytes
                ),
                MemoryMarshal.Cast<byte, double>(
                    Outputs(experts, outputs, _layers[layer].Counts.Length).cpu().contiguous().bytes
                )
            );
    }

    /// <summary>For every expert the sum over tokens of what it gives, [E · h]; skipped slots give 0.</summary>
    private static torch.Tensor Outputs(torch.Tensor experts, torch.Tensor outputs, long count) =>
        torch
            .zeros([count, outputs.shape[2]], torch.ScalarType.Float64, experts.device)
            .index_add_(
                0,
                experts.clamp(min: Held.Zero).flatten(),
                outputs.flatten(0, 1).to_type(torch.ScalarType.Float64),
                Held.One
            );

    /// <summary>For every two experts the sum over tokens of (g f)·(g' f'), [E · E]; what is skipped gives 0.</summary>
    private static torch.Tensor Products(torch.Tensor experts, torch.Tensor given, long count)
    {
        var products = given.matmul(given.transpose(1, 2)).to_type(torch.ScalarType.Float64); // [N, k, k]
        var first = experts.clamp(min: Held.Zero).Times(count).unsqueeze(2); // [N, k, 1]
        var pairs = first.Plus(experts.clamp(min: Held.Zero).unsqueeze(1)); // [N, k, k], e · E + e'
        return torch
            .zeros([count * count], torch.ScalarType.Float64, experts.device)
            .scatter_add_(0, pairs.flatten(), products.flatten());
    }

    private static string Shape(RoutingStatistics of) =>
        $"{of._layers.Count} MoE layers of {of._layers.Values.First().Counts.Length} experts";
}
