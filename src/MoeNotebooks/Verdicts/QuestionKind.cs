using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// What answers to some tasks are called: synthetic as soon as one question is of the kit's own world, measured
/// otherwise, whatever the model.
/// </summary>
internal static class QuestionKind
{
    /// <summary>The kind of answers to these tasks.</summary>
    public static ResultKind Of(IEnumerable<EvaluationTask> tasks) =>
        tasks.Any(task => task.IsSynthetic) ? ResultKind.Synthetic : ResultKind.Measured;
}
