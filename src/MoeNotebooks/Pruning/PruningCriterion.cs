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

        return new ExpertMask(config.MoeLayers.ToDictionary(layer => layer, layer => Best(Worth(layer, experts), keep)));
    }

    /// <summary>What each expert of a layer is worth.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="experts">Experts of the layer, E.</param>
    /// <returns>[E] numbers; higher is better.</returns>
    public abstract IReadOnlyList<double> Worth(int layer, int experts);

    private static IReadOnlyList<int> Best(IReadOnlyList<double> worth, int keep) =>
        [.. Enumerable.Range(0, worth.Count).OrderByDescending(e => worth[e]).Take(keep)];
}
