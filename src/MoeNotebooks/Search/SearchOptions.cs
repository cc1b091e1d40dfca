using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Search;

/// <summary>What is searched, and how.</summary>
/// <param name="Method">The method.</param>
/// <param name="Budget">Experts per token over all MoE layers together, at most; see
/// <see cref="ExpertBudget.Parse"/>.</param>
public sealed record SearchOptions(SearchMethod Method, int Budget)
{
    /// <summary>What is made large on the development questions.</summary>
    /// <value>The default value is <see cref="Evaluation.Measure.LogLikelihood"/>, which sees smaller differences than
    /// accuracy.</value>
    public Measure Measure { get; init; } = Measure.LogLikelihood;

    /// <summary>
    /// Share of the questions to choose by; the others are for judging what was chosen, and never to choose.
    /// </summary>
    /// <value>The default value is one half.</value>
    public double DevelopmentShare { get; init; } = 0.5;

    /// <summary>
    /// Numbers of experts that four-tuples are made of; <see langword="null"/> for all from 1 to the trained number.
    /// </summary>
    public IReadOnlyList<int>? Levels { get; init; }

    /// <summary>Allocations of a generation of the evolutionary search.</summary>
    /// <value>The default value is 16.</value>
    public int Population { get; init; } = 16;

    /// <summary>Generations of the evolutionary search.</summary>
    /// <value>The default value is 8.</value>
    public int Generations { get; init; } = 8;

    /// <summary>
    /// Where chance begins: random inputs and evolution. The split of the questions does not depend on it.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>How questions are swept.</summary>
    public SweepOptions Sweep { get; init; } = new();

    /// <summary>Refuses what cannot be, all at once.</summary>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="trained">Experts per token as trained.</param>
    /// <exception cref="MoeUsageException">Names every problem.</exception>
    internal void Check(int moeLayers, int trained)
    {
        List<string> problems = [];
        AddIf(
            Budget < moeLayers || Budget > moeLayers * trained,
            $"budget: is {Budget} experts over all MoE layers; {moeLayers} layers use {moeLayers} to {moeLayers * trained}"
        );
        AddIf(
            !(DevelopmentShare > 0 && DevelopmentShare < 1),
            $"development share: is {DevelopmentShare}; it is between 0 and 1"
        );
        AddIf(
            Population < 4 || Generations < 1,
            $"evolution: {Population} allocations in {Generations} generations; at least 4 and 1 are needed"
        );
        AddIf(
            Levels?.Any(level => level < 1 || level > trained) == true,
            $"levels: must be 1 to {trained}, the trained number"
        );
        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("search", problems);
        }

        void AddIf(bool holds, string problem) => problems.AddRange(holds ? [problem] : []);
    }
}
