namespace MoeNotebooks.Routing;

/// <summary>All that decides a model's routing beside its weights; a value, free of tensors.</summary>
/// <param name="Experts">Routed experts of a layer, E.</param>
/// <param name="TrainedTopK">Experts a token uses as trained, K.</param>
/// <param name="Scoring">How outputs become scores.</param>
public sealed record RouterRule(int Experts, int TrainedTopK, Scoring Scoring)
{
    /// <summary>Groups of consecutive experts; 1 for none.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>How many groups a token may use experts of.</summary>
    public int TopGroups { get; init; } = 1;

    /// <summary>What groups are chosen by.</summary>
    public GroupScore GroupScore { get; init; }

    /// <summary>
    /// Whether a bias, learned for balance, is added to the scores for choosing (never for weighing).
    /// </summary>
    public bool SelectionBias { get; init; }

    /// <summary>Whether the chosen experts' scores are divided by their sum.</summary>
    public bool Renormalise { get; init; }

    /// <summary>Added to that sum, so that scores which all underflow give 0 and not NaN.</summary>
    public double RenormaliseEpsilon { get; init; } = 1e-20;

    /// <summary>The routed scaling factor, multiplied last.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>How pruned experts are treated, named in results.</summary>
    public const string PrunedRule =
        "pruned experts: selection score -inf after the bias and before group scores, of which a group that keeps one has that one's; a softmax runs over the kept experts only";

    /// <summary>The most experts a token can use: those of the groups it may use.</summary>
    public int Selectable => Experts / Groups * TopGroups;
}
