using System.Globalization;
using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>The same choices for every document, the right one given by its index (BoolQ, RTE).</summary>
/// <param name="Prompt">The question.</param>
/// <param name="Choices">The choices, by label.</param>
internal sealed record FixedChoices(PromptTemplate Prompt, params IReadOnlyList<string> Choices) : TaskForm
{
    private const string Label = "label";

    /// <inheritdoc/>
    public override LmEvalTemplates Templates => new(Prompt.LmEvalText, Label, Choices);

    /// <inheritdoc/>
    public override EvaluationItem Item(string task, int index, TaskDocument document, string examples)
    {
        var context = examples + Prompt.Render(document);
        var gold = Gold(document);
        PromptPair[] requests = [.. Choices.Select(choice => new PromptPair(context, " " + choice))];
        return new(task, index, document, requests, Choices, gold, gold.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override string Example(TaskDocument document) => Prompt.Render(document) + " " + Choices[Gold(document)];

    private int Gold(TaskDocument document)
    {
        var gold = document.Integer(Label);
        return gold >= 0 && gold < Choices.Count
            ? gold
            : throw document.Wrong(Label, $"names no choice: {gold} is not 0 to {Choices.Count - 1}");
    }
}
