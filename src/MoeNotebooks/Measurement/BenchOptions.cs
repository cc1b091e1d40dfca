using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Measurement;

/// <summary>
/// What <see cref="ModelBench"/> measures, by the conventions of llama-bench: <c>pp512</c> is a prompt of 512 tokens,
/// <c>tg64</c> 64 tokens one after another.
/// </summary>
public sealed record BenchOptions
{
    /// <summary>Tokens of the prompt, of one sequence; 0 for no such test.</summary>
    /// <value>The default value is 512.</value>
    public int Prompt { get; init; } = 512;

    /// <summary>Tokens per sequence that are decoded one after another; 0 for no such test.</summary>
    /// <value>The default value is 64.</value>
    public int Decode { get; init; } = 64;

    /// <summary>Sequences that are decoded together.</summary>
    /// <value>The default value is one.</value>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Experts per token; empty for as many as trained.</summary>
    public IReadOnlyList<int> Experts { get; init; } = [];

    /// <summary>Experts kept in every MoE layer, the first ones; <see langword="null"/> for all.</summary>
    public int? Kept { get; init; }

    /// <summary>Tokens in the cache before decoding begins.</summary>
    public int Depth { get; init; }

    /// <summary>Timed runs of each test, after one that does not count.</summary>
    /// <value>The default value is 5.</value>
    public int Repetitions { get; init; } = 5;

    /// <summary>
    /// The machine, for the bandwidth on its data sheet; <see langword="null"/> where it is not known.
    /// </summary>
    public HardwareDescription? Hardware { get; init; }

    /// <summary>Checks everything at once.</summary>
    /// <param name="config">The model to be measured.</param>
    /// <exception cref="MoeUsageException">Something is out of range.</exception>
    public void Validate(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var experts = config.Moe.Router.Experts;
        var longest = Math.Max(Prompt, Depth + Decode);
        string[] problems =
        [
            .. Wrong("prompt", Prompt, 0),
            .. Wrong("decode", Decode, 0),
            .. Wrong("depth", Depth, 0),
            .. Wrong("repetitions", Repetitions, 1),
            .. Prompt == 0 && Decode == 0
                ? ["prompt and decode are both 0: there is nothing to measure"]
                : Array.Empty<string>(),
            .. Decode > 0 && Batches.Count == 0 ? ["batch is empty; give at least one"] : Array.Empty<string>(),
            .. Batches.SelectMany(batch => Wrong("batch", batch, 1)),
            .. Experts
                .Concat(Kept is { } kept ? [kept] : [])
                .Where(k => k < 1 || k > experts)
                .Select(k => $"experts or kept is {k}; it is from 1 to {experts}"),
            .. longest > config.MaxPositions
                ? [$"{longest} tokens do not fit in {config.MaxPositions}, the model's context"]
                : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("bench", problems);
        }
    }

    private static string[] Wrong(string name, int value, int least) =>
        value < least ? [$"{name} is {value}; the least is {least}"] : [];
}
