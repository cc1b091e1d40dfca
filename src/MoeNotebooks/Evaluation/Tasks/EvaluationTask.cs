using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// A task as data: which documents, which prompt, which choices, which metrics. Adding a task is adding one of these.
/// </summary>
/// <param name="Name">The name used on the command line and in results.</param>
/// <param name="Version">lm-eval's version of the task.</param>
/// <param name="Source">Where its documents come from.</param>
/// <param name="Schema">The fields a document must have.</param>
/// <param name="Form">How a document becomes requests.</param>
/// <param name="LengthNormalised">Whether acc_norm is reported beside acc.</param>
public sealed record EvaluationTask(
    string Name,
    double Version,
    DatasetSource Source,
    DatasetSchema Schema,
    TaskForm Form,
    bool LengthNormalised
)
{
    /// <summary>Whether its documents are made up: the embedded mini world, not a published benchmark.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>The name of its data files: a synthetic twin reads files named like the task it imitates.</summary>
    public string DataName { get; init; } = Name;
}
