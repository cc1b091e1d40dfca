using MoeNotebooks.Errors;

namespace MoeNotebooks.Inference;

/// <summary>A prompt to be continued by an <see cref="InferenceEngine"/>, and how.</summary>
/// <param name="Prompt">Token ids; at least one.</param>
public sealed record GenerationRequest(IReadOnlyList<int> Prompt)
{
    /// <summary>The most alternatives that can be asked for.</summary>
    internal const int MostLikeliest = 20;

    /// <summary>New tokens, at most. 0 reads the prompt only, for its <see cref="PromptScores"/>.</summary>
    /// <value>The default value is 16.</value>
    public int MaxNewTokens { get; init; } = 16;

    /// <summary>0 takes the likeliest token; higher is more varied.</summary>
    /// <value>The default value is 0.</value>
    public double Temperature { get; init; }

    /// <summary>Tokens are drawn from the likeliest that have this probability together.</summary>
    /// <value>The default value is 1: from all.</value>
    public double TopP { get; init; } = 1;

    /// <summary>Where chance begins; of no effect at temperature 0.</summary>
    /// <value>The default value is 0.</value>
    public int Seed { get; init; }

    /// <summary>Tokens that end a text; they are its last.</summary>
    /// <value>The default value is <see langword="null"/>: the end tokens that the model's config names. Empty for
    /// none.</value>
    public IReadOnlyCollection<int>? StopIds { get; init; }

    /// <summary>
    /// How many of the likeliest tokens are told beside each new token, and its own log-probability; 0 for that alone.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: none, nor its own.</value>
    public int? Likeliest { get; init; }

    /// <summary>
    /// Whether the prompt's own tokens are scored too, with as many alternatives as <see cref="Likeliest"/> says.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool PromptScores { get; init; }

    /// <summary>Whether it is told which experts each token used.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool RoutedExperts { get; init; }

    internal void Validate(int vocabulary, int context)
    {
        var problems = new List<string>();
        if (Prompt.Count == 0)
        {
            problems.Add("prompt: is empty; at least 1 token is needed");
        }

        if (Prompt.FirstOrDefault(id => id < 0 || id >= vocabulary) is var wrong && (wrong < 0 || wrong >= vocabulary))
        {
            problems.Add($"prompt: holds id {wrong}; the vocabulary has {vocabulary}, counted from 0");
        }

        if (MaxNewTokens < (PromptScores ? 0 : 1))
        {
            problems.Add($"new tokens: is {MaxNewTokens}; at least {(PromptScores ? 0 : 1)} is needed");
        }

        if ((long)Prompt.Count + MaxNewTokens > context + 1L)
        {
            problems.Add(
                $"context: a prompt of {Plural.Of(Prompt.Count, "token")} and {MaxNewTokens} new ones do not fit in {context}, the engine's context"
            );
        }

        if (!double.IsFinite(Temperature) || Temperature < 0)
        {
            problems.Add(FormattableString.Invariant($"temperature: is {Temperature}; a number from 0 on is needed"));
        }

        if (!(TopP is > 0 and <= 1))
        {
            problems.Add(FormattableString.Invariant($"top-p: is {TopP}; a number above 0 and up to 1 is needed"));
        }

        if (Likeliest is < 0 or > MostLikeliest)
        {
            problems.Add($"likeliest tokens: is {Likeliest}; it is 0 to {MostLikeliest}");
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("request", problems);
        }
    }
}
