using MoeNotebooks.Errors;

namespace MoeNotebooks.Inference;

/// <summary>How text is generated.</summary>
public sealed record GenerationOptions
{
    /// <summary>New tokens per prompt, at most.</summary>
    /// <value>The default value is 16.</value>
    public int MaxNewTokens { get; init; } = 16;

    /// <summary>0 takes the likeliest token; higher is more varied.</summary>
    /// <value>The default value is 0.</value>
    public double Temperature { get; init; }

    /// <summary>Where chance begins; of no effect at temperature 0.</summary>
    /// <value>The default value is 0.</value>
    public int Seed { get; init; }

    /// <summary>Tokens that end a text; they are its last.</summary>
    /// <value>The default value is <see langword="null"/>: the end tokens that the model's config names. Empty for
    /// none.</value>
    public IReadOnlyCollection<int>? StopIds { get; init; }

    internal void Validate()
    {
        var problems = new List<string>();
        if (MaxNewTokens < 1)
        {
            problems.Add($"new tokens: is {MaxNewTokens}; at least 1 is needed");
        }

        if (!double.IsFinite(Temperature) || Temperature < 0)
        {
            problems.Add(FormattableString.Invariant($"temperature: is {Temperature}; a number from 0 on is needed"));
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("generation", problems);
        }
    }
}
