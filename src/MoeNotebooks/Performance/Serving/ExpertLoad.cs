using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// MoE layers that keep and use as many experts as each other: what is left of a policy and a mask when only cost is
/// asked for.
/// </summary>
/// <param name="Kept">Routed experts kept, n_e.</param>
/// <param name="Active">Experts per token, n_a; no more than are kept.</param>
/// <param name="Layers">How many MoE layers are like this.</param>
public sealed record ExpertLoad(int Kept, int Active, int Layers)
{
    /// <summary>
    /// Experts per token that were counted, where each token has its own number; <see langword="null"/> for
    /// <see cref="Active"/>.
    /// </summary>
    public double? PerToken { get; init; }

    /// <summary>Distinct experts of a step that were counted, which holds for steps of as many tokens;
    /// <see langword="null"/> for what popularity says.</summary>
    public double? Distinct { get; init; }

    /// <summary>How often each kept expert was used, or any number in proportion to it: from a recorded trace.
    /// <see langword="null"/> for the engine's skew, Zipf's law.</summary>
    public IReadOnlyList<double>? Popularity { get; init; }

    /// <summary>How alike the tokens of a batch choose, 0 to 1: the share of them that choose what others chose, as
    /// those of one text or of like requests do. 0 for tokens that know nothing of each other.</summary>
    public double Correlation { get; init; }

    /// <summary>How many tokens that know nothing of each other hit as many experts.</summary>
    /// <param name="tokens">Tokens of a batch.</param>
    public double Independent(double tokens) => tokens <= 1 ? tokens : 1 + ((tokens - 1) * (1 - Correlation));

    /// <summary>The same in every layer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="active">Experts per token; as trained if nothing is said.</param>
    /// <param name="kept">Experts kept; all if nothing is said.</param>
    public static IReadOnlyList<ExpertLoad> Uniform(ServedModel model, int? active = null, int? kept = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var left = kept ?? model.Experts;
        return [new(left, Math.Min(active ?? model.TrainedTopK, left), model.MoeLayers)];
    }

    /// <summary>By a policy and a mask.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">Experts per token, layer by layer.</param>
    /// <param name="mask">Experts kept; all if nothing is said.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers; needed with a mask.</param>
    public static IReadOnlyList<ExpertLoad> Of(
        ServedModel model,
        RoutingPolicy policy,
        ExpertMask? mask = null,
        IReadOnlyList<int>? moeLayers = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(policy);
        var active = policy.ActiveExperts(model.MoeLayers, model.TrainedTopK);
        int Kept(int i) =>
            moeLayers is { } layers && mask?.Kept.TryGetValue(layers[i], out var kept) == true
                ? kept.Count
                : model.Experts;
        return
        [
            .. active
                .Select((k, i) => (Kept: Kept(i), Active: Math.Min(k, Kept(i))))
                .GroupBy(layer => layer)
                .Select(alike => new ExpertLoad(alike.Key.Kept, alike.Key.Active, alike.Count())),
        ];
    }

    /// <summary>By a policy and a mask, with what was counted in place of what is expected.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">Experts per token, layer by layer; the most where each token has its own number.</param>
    /// <param name="perToken">Experts per token, the mean over MoE layers; <see langword="null"/> where the policy says
    /// it.</param>
    /// <param name="distinct">Distinct experts of a step, the mean over MoE layers: a step's cost is nearly linear in
    /// them, so that the mean does.</param>
    /// <param name="mask">Experts kept; all if nothing is said.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers; needed with a mask.</param>
    public static IReadOnlyList<ExpertLoad> Counted(
        ServedModel model,
        RoutingPolicy policy,
        double? perToken,
        double? distinct,
        ExpertMask? mask = null,
        IReadOnlyList<int>? moeLayers = null
    ) => [.. Of(model, policy, mask, moeLayers).Select(load => load with { PerToken = perToken, Distinct = distinct })];

    /// <summary>
    /// By a policy, with the experts' popularity as a trace counted it; layers that it lacks have the engine's skew.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">Experts per token, layer by layer.</param>
    /// <param name="profile">How often each expert was used.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers.</param>
    /// <param name="mask">Experts kept; all if nothing is said.</param>
    /// <exception cref="MoeUsageException">The trace is of a model with other experts.</exception>
    public static IReadOnlyList<ExpertLoad> Recorded(
        ServedModel model,
        RoutingPolicy policy,
        PopularityProfile profile,
        IReadOnlyList<int> moeLayers,
        ExpertMask? mask = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(moeLayers);
        if (profile.Experts != model.Experts || !moeLayers.Any(profile.Layers.ContainsKey))
        {
            throw new MoeUsageException(
                "popularity",
                $"is of {profile.Experts} experts in layers {string.Join(", ", profile.Layers.Keys.Order().Take(3))} ...; "
                    + $"{model.Name} has {model.Experts} in layers {string.Join(", ", moeLayers.Take(3))} ..."
            );
        }

        var active = policy.ActiveExperts(model.MoeLayers, model.TrainedTopK);
        return
        [
            .. moeLayers.Select(
                (layer, i) =>
                {
                    var kept =
                        mask?.Kept.TryGetValue(layer, out var some) == true
                            ? some
                            : [.. Enumerable.Range(0, model.Experts)];
                    return new ExpertLoad(kept.Count, Math.Min(active[i], kept.Count), 1)
                    {
                        Popularity = profile.Layers.TryGetValue(layer, out var counts)
                            ? [.. kept.Select(expert => (double)counts[expert])]
                            : null,
                    };
                }
            ),
        ];
    }

    /// <summary>What distinct experts are counted with.</summary>
    /// <param name="skew">The exponent of Zipf's law where nothing was recorded.</param>
    internal ExpertPopularity Favourites(double skew) =>
        Popularity is { } weights ? new(weights, Active) : new(Kept, Active, skew);

    /// <summary>Everything that is wrong with it.</summary>
    /// <param name="model">The model.</param>
    internal IEnumerable<string> Problems(ServedModel model)
    {
        if (Kept < 1 || Kept > model.Experts)
        {
            yield return $"experts kept are {Kept}; they are 1 to {model.Experts}";
        }

        if (Active < 1 || Active > model.Experts)
        {
            yield return $"experts per token are {Active}; they are 1 to {model.Experts}";
        }

        if (!(Correlation >= 0 && Correlation <= 1))
        {
            yield return FormattableString.Invariant($"correlation is {Correlation}; it is 0 to 1");
        }

        if (
            Popularity is { } weights
            && (
                weights.Count != Kept
                || weights.Any(weight => !(weight >= 0) || double.IsInfinity(weight))
                || weights.Count(weight => weight > 0) < Active
            )
        )
        {
            yield return $"popularity has {weights.Count(weight => weight > 0)} experts above 0 among {weights.Count}; it needs one number for each of {Kept}, at least {Active} of them above 0";
        }
    }
}
