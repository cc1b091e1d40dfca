using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Training.MiniWorld;

/// <summary>One question of a mini task.</summary>
/// <param name="Task">The task.</param>
/// <param name="First">ARC's question, OpenBookQA's stem, BoolQ's passage, RTE's first sentence, WinoGrande's sentence
/// with its blank.</param>
/// <param name="Second">BoolQ's question or RTE's second sentence; else empty.</param>
/// <param name="Choices">The choices as scored.</param>
/// <param name="Gold">The place of the right one.</param>
/// <param name="About">The entity asked about, WinoGrande's right one: questions about one entity rise and fall
/// together.</param>
public sealed record MiniItem(
    MiniTask Task,
    string First,
    string Second,
    IReadOnlyList<string> Choices,
    int Gold,
    string About
)
{
    /// <summary>Context and continuation of each choice, as an evaluation puts them to a model.</summary>
    public IReadOnlyList<PromptPair> Requests()
    {
        var task = EvaluationTasks.Mini.Single(task => task.DataName == Task.FileName());
        return task
            .Form.Item(
                task.Name,
                0,
                new TaskDocument("the mini world", "item", MiniItemJson.Document(this, 0)),
                examples: string.Empty
            )
            .Requests;
    }
}
