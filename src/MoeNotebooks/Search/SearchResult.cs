using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Search;

/// <summary>What a search chose, and what that is worth on questions that it never saw.</summary>
/// <param name="Method">The method.</param>
/// <param name="Budget">Experts over all MoE layers, at most.</param>
/// <param name="Policy">The allocation chosen.</param>
/// <param name="Looked">Different allocations scored on the development questions: the chosen one's score there is
/// flattered by them.</param>
/// <param name="Measure">What was made large.</param>
public sealed record SearchResult(SearchMethod Method, int Budget, PerLayer Policy, int Looked, Measure Measure)
{
    /// <summary>The allocation against the even one of the same budget on the development questions, at a level divided
    /// by <see cref="Looked"/>: "best of N" corrected for having looked at N.</summary>
    public required Comparison OnDevelopment { get; init; }

    /// <summary>The same on the test questions: one comparison, fixed before they were looked at.</summary>
    public required Comparison OnTest { get; init; }

    /// <summary>The allocation against the trained model on the test questions.</summary>
    public required Comparison AgainstTrained { get; init; }

    /// <summary>On the test questions: the trained model, the even allocation, the one chosen.</summary>
    public required IReadOnlyList<SweepPoint> TestPoints { get; init; }

    /// <summary>
    /// What each layer alone loses, for the methods that go by it; <see langword="null"/> for others.
    /// </summary>
    public LayerLosses? Losses { get; init; }

    /// <summary>
    /// How much of the gain over the even allocation was luck of the choice: development less test, in the measure's
    /// unit.
    /// </summary>
    public double Shrinkage => OnDevelopment.Mean.Difference - OnTest.Mean.Difference;
}
