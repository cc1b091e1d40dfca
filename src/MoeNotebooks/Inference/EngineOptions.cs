using MoeNotebooks.Errors;

namespace MoeNotebooks.Inference;

/// <summary>The limits of an <see cref="InferenceEngine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>Requests that run at a time; each adds one token to a decode step.</summary>
    /// <value>The default value is 64.</value>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Requests that may wait; one more is refused.</summary>
    /// <value>The default value is 256.</value>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>
    /// Tokens of prompts that a step takes in beside the running requests' one each; longer prompts take several steps.
    /// </summary>
    /// <value>The default value is 256.</value>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>Tokens of one request, prompt and answer, at most.</summary>
    /// <value>The default value is <see langword="null"/>: the model's context.</value>
    public int? MaxContext { get; init; }

    /// <summary>
    /// Tokens of all running requests together that keys and values have room for. A request starts when there is room
    /// for all of it.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: for <see cref="MaxRunning"/> requests of
    /// <see cref="MaxContext"/>, or what fits in a quarter of the free memory.</value>
    public long? CacheTokens { get; init; }

    internal void Validate()
    {
        var problems = new List<string>();
        foreach (
            var (name, value, least) in new[]
            {
                ("running requests", MaxRunning, 1),
                ("waiting requests", MaxWaiting, 1),
                ("prefill chunk", PrefillChunk, 1),
                ("context", MaxContext ?? 2, 2),
            }
        )
        {
            if (value < least)
            {
                problems.Add($"{name}: is {value}; at least {least} is needed");
            }
        }

        if (CacheTokens < 1)
        {
            problems.Add($"cache: is {CacheTokens} tokens; at least 1 is needed");
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("engine", problems);
        }
    }
}
