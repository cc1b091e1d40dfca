namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>One model against the baseline on the same items of the same tasks.</summary>
/// <param name="Name">What is compared: a policy's text.</param>
/// <param name="Tasks">Item by item, task by task, with McNemar's exact p-value each.</param>
/// <param name="Mean">The paired bootstrap of the mean over tasks, for this comparison alone.</param>
/// <param name="CorrectedP">The bootstrap's p-value after Holm's correction for the number of models compared.</param>
/// <param name="Corrected">The difference's interval after Bonferroni's correction: all of them hold together at the
/// level asked for.</param>
/// <param name="SmallestSeen">The smallest true difference that such a comparison finds in four cases of five, a
/// fraction.</param>
/// <param name="Finding">What may be claimed at the level asked for.</param>
public sealed record Comparison(
    string Name,
    IReadOnlyList<PairedTask> Tasks,
    BootstrapResult Mean,
    double CorrectedP,
    Interval Corrected,
    double SmallestSeen,
    Finding Finding
)
{
    /// <summary>
    /// One line: <c>k=2: -1.20 points (-1.99 to -0.41, p &lt;= 0.0062 corrected), worse</c>; at most, where p is as
    /// small as it can get.
    /// </summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Name}: {100 * Mean.Difference:+0.00;-0.00;0.00} points ({100 * Corrected.Low:0.00} to {100 * Corrected.High:0.00}, p {(CorrectedP < 1 && Mean.PValue <= Mean.LeastPValue ? "<=" : "=")} {CorrectedP:0.####} corrected), {Finding.InWords()}"
        );
}
