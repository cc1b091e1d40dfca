using System.Globalization;
using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// Choices that each document brings, with a label each, the right one named by its label (ARC, OpenBookQA).
/// </summary>
/// <param name="Prompt">The question.</param>
/// <param name="KeyMayHaveSpaces">Whether white space before the answer's label is ignored, as lm-eval does for
/// OpenBookQA.</param>
internal sealed record KeyedChoices(PromptTemplate Prompt, bool KeyMayHaveSpaces = false) : TaskForm
{
    private const string Texts = "choices.text";
    private const string Labels = "choices.label";
    private const string Key = "answerKey";

    /// <inheritdoc/>
    public override LmEvalTemplates Templates =>
        new(
            Prompt.LmEvalText,
            KeyMayHaveSpaces ? "{{choices.label.index(answerKey.lstrip())}}" : "{{choices.label.index(answerKey)}}",
            "{{choices.text}}"
        );

    /// <inheritdoc/>
    public override EvaluationItem Item(string task, int index, TaskDocument document, string examples)
    {
        var choices = document.Texts(Texts);
        CheckChoices(document, Texts, choices);
        var context = examples + Prompt.Render(document);
        var gold = Gold(document, choices.Count);
        PromptPair[] requests = [.. choices.Select(choice => new PromptPair(context, " " + choice))];
        return new(task, index, document, requests, choices, gold, gold.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override string Example(TaskDocument document)
    {
        var choices = document.Texts(Texts);
        return Prompt.Render(document) + " " + choices[Gold(document, choices.Count)];
    }

    private int Gold(TaskDocument document, int choices)
    {
        var labels = document.Texts(Labels);
        if (labels.Count != choices)
        {
            throw document.Wrong(Labels, $"has {labels.Count} labels for {choices} choices");
        }

        var key = KeyMayHaveSpaces ? document.Text(Key).TrimStart() : document.Text(Key);
        var gold = labels.TakeWhile(label => label != key).Count();
        return gold < labels.Count
            ? gold
            : throw document.Wrong(
                Key,
                $"names no choice: '{Errors.ErrorText.Name(key)}' is not among {string.Join(", ", labels.Select(Errors.ErrorText.Name))}"
            );
    }
}
