using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>How a document becomes requests; the three forms that lm-eval's six tasks take.</summary>
public abstract record TaskForm
{
    /// <summary>
    /// lm-eval's <c>doc_to_text</c>, <c>doc_to_target</c> and <c>doc_to_choice</c>, for the results file.
    /// </summary>
    public abstract LmEvalTemplates Templates { get; }

    /// <summary>The document as a question.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="index">The document's place in its split, from 0.</param>
    /// <param name="document">The document.</param>
    /// <param name="examples">Few-shot examples, each ending in an empty line; empty for none.</param>
    /// <exception cref="Errors.MoeDataException">A field is missing, a choice empty or repeated, the answer names no
    /// choice.</exception>
    public abstract EvaluationItem Item(string task, int index, TaskDocument document, string examples);

    /// <summary>The document as a few-shot example: question, a space, right answer.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="Errors.MoeDataException">A field is missing, or the answer names no choice.</exception>
    public abstract string Example(TaskDocument document);

    /// <summary>Fails unless the choices differ and none is blank.</summary>
    private protected static void CheckChoices(TaskDocument document, string field, IReadOnlyList<string> choices)
    {
        if (choices.Count < 2)
        {
            throw document.Wrong(field, $"has {choices.Count} choices, at least 2 are needed");
        }

        for (var i = 0; i < choices.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(choices[i]))
            {
                throw document.Wrong($"{field}[{i}]", "is an empty choice");
            }

            var first = choices.TakeWhile(choice => choice != choices[i]).Count();
            if (first < i)
            {
                throw document.Wrong($"{field}[{i}]", $"repeats choice {first}");
            }
        }
    }
}
