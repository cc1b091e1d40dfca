using System.Text.RegularExpressions;
using MoeNotebooks.Datasets;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// A prompt with fields in it: <c>Question: {{question}}\nAnswer:</c>. Field values go in as they are, never read
/// again.
/// </summary>
/// <param name="Text">The template.</param>
internal sealed partial record PromptTemplate(string Text)
{
    /// <summary>The prompt for one document.</summary>
    /// <param name="document">Supplies the fields.</param>
    public string Render(TaskDocument document) =>
        Placeholder().Replace(Text, match => document.Text(match.Groups[1].Value));

    /// <summary>
    /// The template as lm-eval writes it: a prompt that is one field and nothing else is that field's bare name.
    /// </summary>
    public string LmEvalText =>
        Placeholder().Match(Text) is { Success: true } match && match.Length == Text.Length
            ? match.Groups[1].Value
            : Text;

    [GeneratedRegex(@"\{\{([a-z_0-9.]+)\}\}")]
    private static partial Regex Placeholder();
}
