using MoeNotebooks.Configs;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Models;

/// <summary>How large a model is, from its config alone.</summary>
public sealed class ModelSize
{
    private readonly ModelConfig _config;
    private readonly Dictionary<ModelPart, long> _parts;

    /// <summary>Counts.</summary>
    /// <param name="config">The model.</param>
    /// <exception cref="MoeDataException">Its sizes multiply to more than 64 bits hold.</exception>
    public ModelSize(ModelConfig config)
    {
        _config = config;
        try
        {
            _parts = Counted(config)
                .GroupBy(part => part.Part)
                .ToDictionary(part => part.Key, part => part.Sum(some => some.Count));
            _ = checked(8 * Total);
        }
        catch (OverflowException error)
        {
            throw new MoeDataException(
                config.Path,
                string.Empty,
                "its sizes multiply to more than 64 bits hold",
                inner: error
            );
        }
    }

    /// <summary>
    /// All parameters; those of multi-token prediction and the scales of 8-bit weights are not counted.
    /// </summary>
    public long Total => _parts.Values.Sum();

    /// <summary>The parameters of one part.</summary>
    /// <param name="part">The part.</param>
    public long Of(ModelPart part) => _parts.GetValueOrDefault(part);

    /// <summary>The parameters that a token uses, embeddings counted whole.</summary>
    /// <param name="k">Routed experts it uses in each MoE layer.</param>
    public long Active(int k) => Total - Of(ModelPart.Routed) + (Of(ModelPart.Routed) / _config.Moe.Router.Experts * k);

    /// <summary>
    /// Bytes of weights that must be read for one token alone: those it uses, and one row of the embedding.
    /// </summary>
    /// <param name="k">Routed experts it uses in each MoE layer.</param>
    /// <param name="bytesPerNumber">2 for bf16.</param>
    public long BytesRead(int k, int bytesPerNumber)
    {
        var table = (long)_config.VocabularySize * _config.HiddenSize;
        return bytesPerNumber * (Active(k) - (_config.TieEmbeddings ? 0 : table) + _config.HiddenSize);
    }

    /// <summary>Bytes that a token leaves in the caches of all layers.</summary>
    /// <param name="bytesPerNumber">2 for bf16.</param>
    public long CacheBytes(int bytesPerNumber) =>
        (long)_config.Layers * _config.Attention.CachedPerToken * bytesPerNumber;

    /// <summary>Layers of one kind are alike: one of each kind is counted.</summary>
    private static IEnumerable<(ModelPart Part, long Count)> Counted(ModelConfig config) =>
        ModelParameters
            .Outside(config)
            .Select(spec => (spec.Part, spec.Count))
            .Concat(
                Enumerable
                    .Range(0, config.Layers)
                    .GroupBy(config.IsMoe)
                    .SelectMany(kind =>
                        ModelParameters
                            .OfLayer(config, kind.First())
                            .Select(spec => (spec.Part, checked(spec.Count * kind.LongCount())))
                    )
            );
}
