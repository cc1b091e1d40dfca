using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Pruning;

/// <summary>Says how much each expert is worth keeping; the best are kept, of equal ones those with the lower index.</summary>
public abstract record PruningCriterion
{
    /// <summary>Its name in results.</summary>
    public abstract string Name { get; }

    /// <summary>Keeps a number of experts in every MoE layer.</summary>
    /// <param name="config">The model.</param>
    /// <param name="keep">How many, from 1 to all.</param>
    /// <exception cref="MoeUsageException">That many there are not.</exception>
    public ExpertMask Choose(ModelConfig config, int keep)
    {
        var experts = config.Moe.Router.Experts;
        if (keep < 1 || keep > experts)
        {
            throw new MoeUsageException("keep", $"is {keep}; a layer has {experts} experts and must keep at least 1");
        }

        return new ExpertMask(Rank(config).ToDictionary(layer => layer.Key, layer => (IReadOnlyList<int>)[.. layer.Value.Take(keep)]));
    }

    /// <summary>All experts of every MoE layer, the best first.</summary>
    /// <param name="config">The model.</param>
    /// <returns>Decoder layer to experts.</returns>
    /// <exception cref="MoeUsageException">The worth of an expert is not a number.</exception>
    public IReadOnlyDictionary<int, IReadOnlyList<int>> Rank(ModelConfig config) =>
        config.MoeLayers.ToDictionary(layer => layer, layer => Order(layer, Worth(layer, config.Moe.Router.Experts)));

    /// <summary>What each expert of a layer is worth.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="experts">Experts of the layer, E.</param>
    /// <returns>[E] numbers; higher is better.</returns>
    public abstract IReadOnlyList<double> Worth(int layer, int experts);

    private IReadOnlyList<int> Order(int layer, IReadOnlyList<double> worth)
    {
        var none = worth.Index().FirstOrDefault(expert => double.IsNaN(expert.Item), (-1, 0)).Index;
        return none < 0
            ? [.. Enumerable.Range(0, worth.Count).OrderByDescending(e => worth[e])]
            : throw new MoeUsageException("criterion", $"{Name} of expert {none} in layer {layer} is not a number (NaN); the model's weights or outputs hold some");
    }
}
