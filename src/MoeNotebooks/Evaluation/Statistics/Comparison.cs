namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>One model against the baseline on the same items of the same tasks.</summary>
/// <param name="Name">What is compared: a policy's text.</param>
/// <param name="Tasks">Item by item, task by task, with McNemar's exact p-value each.</param>
/// <param name="Mean">The paired bootstrap of the mean over tasks.</param>
/// <param name="CorrectedP">The bootstrap's p-value after Holm's correction for the number of models compared.</param>
/// <param name="Verdict">What may be claimed at the level asked for.</param>
public sealed record Comparison(
    string Name, IReadOnlyList<PairedTask> Tasks, BootstrapResult Mean, double CorrectedP, Verdict Verdict);
