using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// A sentence with a gap and two options (WinoGrande): each option makes a context, and only what follows the gap is
/// scored, so an option's own probability never counts.
/// </summary>
internal sealed record PartialSentence : TaskForm
{
    /// <inheritdoc/>
    public override LmEvalTemplates Templates =>
        new("option before the gap", "text after the gap", "sentence up to the gap, with each option");

    /// <inheritdoc/>
    public override EvaluationItem Item(string task, int index, TaskDocument document, string examples)
    {
        var (before, after) = Split(document);
        string[] options = [document.Text("option1"), document.Text("option2")];
        CheckChoices(document, "option1 and option2", options);
        string[] contexts = [.. options.Select(option => before + option)];
        PromptPair[] requests = [.. contexts.Select(context => new PromptPair(examples + context, " " + after))];
        return new(task, index, document, requests, contexts, Gold(document), after);
    }

    /// <inheritdoc/>
    public override string Example(TaskDocument document)
    {
        var (before, after) = Split(document);
        return before + document.Text(Gold(document) == 0 ? "option1" : "option2") + " " + after;
    }

    private static (string Before, string After) Split(TaskDocument document)
    {
        var sentence = document.Text("sentence");
        var gap = sentence.IndexOf('_', StringComparison.Ordinal);
        if (gap < 0)
        {
            throw document.Wrong("sentence", "has no gap '_'");
        }

        var after = PythonText.Strip(sentence[(gap + 1)..]);
        return after.Length > 0
            ? (sentence[..gap], after)
            : throw document.Wrong("sentence", "has nothing after the gap '_'");
    }

    private static int Gold(TaskDocument document) =>
        document.Text("answer") switch
        {
            "1" => 0,
            "2" => 1,
            var other => throw document.Wrong(
                "answer",
                $"names no choice: '{Errors.ErrorText.Name(other)}' is not 1 or 2"
            ),
        };
}
