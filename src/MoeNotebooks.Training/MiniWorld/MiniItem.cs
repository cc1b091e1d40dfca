namespace MoeNotebooks.Training.MiniWorld;

/// <summary>One question of a mini task.</summary>
/// <param name="Task">The task.</param>
/// <param name="First">ARC's question, OpenBookQA's stem, BoolQ's passage, RTE's first sentence, WinoGrande's sentence with its blank.</param>
/// <param name="Second">BoolQ's question or RTE's second sentence; else empty.</param>
/// <param name="Choices">The choices as scored.</param>
/// <param name="Gold">The place of the right one.</param>
/// <param name="About">The entity asked about, WinoGrande's right one: questions about one entity rise and fall together.</param>
public sealed record MiniItem(MiniTask Task, string First, string Second, IReadOnlyList<string> Choices, int Gold, string About)
{
    /// <summary>What no training text may contain: the question without its passage.</summary>
    public string Question => Second.Length > 0 ? Second : First;

    /// <summary>Context and continuation of each choice, in lm-evaluation-harness's form.</summary>
    public IReadOnlyList<(string Context, string Continuation)> Requests()
    {
        if (Task == MiniTask.WinoGrande)
        {
            var blank = First.IndexOf('_', StringComparison.Ordinal);
            return [.. Choices.Select(option => (First[..blank] + option, First[(blank + 1)..]))];
        }

        var context = Task switch
        {
            MiniTask.BoolQ => $"{First}\nQuestion: {Second}?\nAnswer:",
            MiniTask.Rte => $"{First}\nQuestion: {Second} True or False?\nAnswer:",
            MiniTask.OpenBookQA => First,
            _ => $"Question: {First}\nAnswer:",
        };
        return [.. Choices.Select(choice => (context, " " + choice))];
    }
}
