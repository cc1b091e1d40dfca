using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference;

/// <summary>One text, token by token, and the experts that every MoE layer sent each token to.</summary>
public sealed class RoutedText
{
    private readonly Dictionary<int, ExpertWeight[][]> _layers;

    private RoutedText(IReadOnlyList<string> tokens, int experts, Dictionary<int, ExpertWeight[][]> layers) =>
        (Tokens, ExpertCount, _layers) = (tokens, experts, layers);

    /// <summary>The tokens as text, in order, with the tokens that the tokenizer adds.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Routed experts of a layer.</summary>
    public int ExpertCount { get; }

    /// <summary>The decoder layers, counted from 0, that are MoE layers.</summary>
    public IReadOnlyList<int> MoeLayers => [.. _layers.Keys.Order()];

    /// <summary>Runs a text once through a model and keeps what its routers decide.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text, not empty.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <exception cref="Errors.MoeUsageException">The text is empty, or the policy or the mask does not fit the
    /// model.</exception>
    public static RoutedText Of(MoeModel model, string text, RoutingPolicy? policy = null, ExpertMask? mask = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] ids = [.. model.Tokenizer.Encode(text, addSpecialTokens: true)];
        var choices = new Choices();
        model.Show(ids, model.Route(policy, mask, choices));
        return new(
            [.. ids.Select(id => model.Tokenizer.Decode([id], skipSpecialTokens: false))],
            model.Config.Moe.Router.Experts,
            choices.Layers
        );
    }

    /// <summary>The experts of one token, best first; skipped ones are left out.</summary>
    /// <param name="layer">One of <see cref="MoeLayers"/>.</param>
    /// <param name="token">The token's place, counted from 0.</param>
    public IReadOnlyList<ExpertWeight> At(int layer, int token) => _layers[layer][token];

    private sealed class Choices : IRoutingObserver
    {
        public Dictionary<int, ExpertWeight[][]> Layers { get; } = [];

        public void Observe(int layer, Tensor experts, Tensor weights)
        {
            using var scope = NewDisposeScope();
            var k = (int)experts.shape[1];
            var chosen = MemoryMarshal
                .Cast<byte, long>(experts.to_type(ScalarType.Int64).cpu().contiguous().bytes)
                .ToArray(); // [T · k]
            var weighed = MemoryMarshal.Cast<byte, float>(weights.cpu().contiguous().bytes).ToArray(); // [T · k]
            Layers[layer] =
            [
                .. chosen
                    .Zip(weighed, (expert, weight) => new ExpertWeight((int)expert, weight))
                    .Chunk(k)
                    .Select(token => token.Where(slot => slot.Expert != TokenRouting.Skipped).ToArray()),
            ];
        }
    }
}
