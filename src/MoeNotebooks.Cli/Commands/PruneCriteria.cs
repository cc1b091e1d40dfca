using MoeNotebooks.Models;
using MoeNotebooks.Pruning;

namespace MoeNotebooks.Cli.Commands;

/// <summary>The criteria of <c>moe prune</c> by name.</summary>
internal static class PruneCriteria
{
    private const string Aimer = "aimer",
        Reconstruction = "reconstruction";

    /// <summary>All names.</summary>
    public static string[] Names { get; } =
    [
        .. CriterionFormula.All.Select(formula => formula.Name),
        Reconstruction,
        Aimer,
        "random",
        "even",
        "odd",
        "first",
        "last",
    ];

    /// <summary>Whether it counts over a text.</summary>
    public static bool NeedsText(string? name) =>
        name is Reconstruction || (name is not null && CriterionFormula.Named(name) is not null);

    /// <summary>The criterion.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="model">The model, for those that look at weights.</param>
    /// <param name="statistics">What was counted over a text, for those that need one.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="stop">Stops reading weights.</param>
    public static PruningCriterion Named(
        string name,
        MoeModel model,
        RoutingStatistics? statistics,
        int seed,
        CancellationToken stop
    ) =>
        name switch
        {
            Reconstruction => new ByReconstruction(statistics!),
            Aimer => ByWeights.Of(model, ConsoleProgress.Create(), stop),
            "random" => new ByChance(seed),
            "even" => new ByIndex(IndexRule.Even),
            "odd" => new ByIndex(IndexRule.Odd),
            "first" => new ByIndex(IndexRule.First),
            "last" => new ByIndex(IndexRule.Last),
            _ => new ByFormula(CriterionFormula.Named(name)!, statistics!),
        };
}
