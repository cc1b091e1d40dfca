using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Traces;

/// <summary>
/// What a trace says of each MoE layer. Adds up over blocks in any order, so that it can be made while a trace is
/// recorded.
/// </summary>
public sealed class RoutingSummary
{
    private readonly SortedDictionary<int, LayerUse> _layers;

    /// <summary>Starts at zero.</summary>
    /// <param name="header">What the trace is of.</param>
    public RoutingSummary(TraceHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        Header = header;
        _layers = new(header.MoeLayers.ToDictionary(layer => layer, layer => new LayerUse(layer, header.Rule)));
    }

    /// <summary>What the trace is of.</summary>
    public TraceHeader Header { get; }

    /// <summary>One entry per MoE layer, ascending.</summary>
    public IReadOnlyList<LayerUse> Layers => [.. _layers.Values];

    /// <summary>The experts' popularity, for cost models.</summary>
    /// <exception cref="MoeUsageException">A layer saw no token.</exception>
    public PopularityProfile Popularity =>
        _layers.Values.FirstOrDefault(layer => layer.Tokens == 0) is { } empty
            ? throw new MoeUsageException("trace", $"has no token in layer {empty.Layer}")
            : new(
                Header.Model,
                Header.Rule.Experts,
                _layers.ToDictionary(layer => layer.Key, layer => layer.Value.Counts)
            );

    /// <summary>Adds what a layer decided in a step.</summary>
    /// <param name="block">Of the same model.</param>
    public void Add(TraceBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _layers[block.Layer].Add(block);
    }
}
