using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>How a sweep runs; nothing of it changes a number.</summary>
public sealed record SweepOptions
{
    /// <summary>Where answers are kept and found again; <see langword="null"/> for memory only.</summary>
    public Journal? Journal { get; init; }

    /// <summary>The part to do.</summary>
    /// <value>The default value is <see cref="SweepShard.Whole"/>.</value>
    public SweepShard Shard { get; init; } = SweepShard.Whole;

    /// <summary>
    /// Tokens scored between two commits, for each policy; machines that share a sweep must agree on it.
    /// </summary>
    /// <value>The default value is 2,048.</value>
    public int TokensInUnit { get; init; } = 2048;

    /// <summary>Shows how far it has come.</summary>
    /// <value>The default value is <see cref="ProgressReporter.Silent"/>.</value>
    public IProgressReporter Progress { get; init; } = ProgressReporter.Silent;
}
