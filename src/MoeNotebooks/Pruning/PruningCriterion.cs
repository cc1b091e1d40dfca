using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Pruning;

/// <summary>
/// Says how much each expert is worth keeping; the best are kept, of equal ones those with the lower index.
/// </summary>
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

        return new ExpertMask(
            Rank(config).ToDictionary(layer => layer.Key, layer => (IReadOnlyList<int>)[.. layer.Value.Take(keep)])
        );
    }

    /// <summary>Keeps a number of experts over all MoE layers together, so that layers differ: those of the largest
    /// share of what their layer's experts
    /// are worth together.</summary>
    /// <param name="config">The model.</param>
    /// <param name="keep">How many in a layer on average.</param>
    /// <param name="atLeast">So many are kept in every layer whatever they are worth, such as a token uses.</param>
    /// <exception cref="MoeUsageException">That many there are not, or this criterion only ranks experts of one
    /// layer.</exception>
    public ExpertMask ChooseOverall(ModelConfig config, int keep, int atLeast = 1)
    {
        var experts = config.Moe.Router.Experts;
        if (keep < 1 || keep > experts || atLeast < 1 || atLeast > keep)
        {
            throw new MoeUsageException(
                "keep",
                $"is {keep} on average and at least {atLeast}; a layer has {experts} experts, keeps at least 1, and no more at least than on average"
            );
        }

        var ranked = Rank(config);
        var shares = config.MoeLayers.ToDictionary(layer => layer, layer => Shares(layer, experts));
        var rest = ranked
            .SelectMany(layer => layer.Value.Skip(atLeast).Select(e => (Layer: layer.Key, Expert: e)))
            .OrderByDescending(one => shares[one.Layer][one.Expert])
            .Take((keep - atLeast) * ranked.Count)
            .ToLookup(one => one.Layer, one => one.Expert);
        return new ExpertMask(
            ranked.ToDictionary(
                layer => layer.Key,
                layer => (IReadOnlyList<int>)[.. layer.Value.Take(atLeast), .. rest[layer.Key]]
            )
        );
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

    /// <summary>
    /// What each expert is worth as a share of its layer, so that experts of different layers can be compared.
    /// </summary>
    /// <returns>[E] numbers from 0 on.</returns>
    /// <exception cref="MoeUsageException">This criterion ranks the experts of a layer and says not how much they are
    /// worth.</exception>
    private protected virtual IReadOnlyList<double> Shares(int layer, int experts) =>
        throw new MoeUsageException(
            "budget",
            $"cannot be global by {Name}: it ranks the experts of a layer and says not how much they are worth"
        );

    private IReadOnlyList<int> Order(int layer, IReadOnlyList<double> worth)
    {
        var none = worth.Index().FirstOrDefault(expert => double.IsNaN(expert.Item), (-1, 0)).Index;
        return none < 0
            ? [.. Enumerable.Range(0, worth.Count).OrderByDescending(e => worth[e])]
            : throw new MoeUsageException(
                "criterion",
                $"{Name} of expert {none} in layer {layer} is not a number (NaN); the model's weights or outputs hold some"
            );
    }
}
