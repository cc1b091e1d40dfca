namespace MoeNotebooks.Loadtest;

/// <summary>
/// What a load test measured at one load: a line that <c>moe loadtest</c> or SGLang's <c>bench_serving</c> wrote.
/// </summary>
public sealed record LoadResult
{
    /// <summary>
    /// The paper's column: <c>na4</c> for 4 experts per token, <c>ne32</c> for 32 kept; <see langword="null"/> where
    /// the line does not say.
    /// </summary>
    public required string? Column { get; init; }

    /// <summary>How the experts are known; <see langword="null"/> where the line only claims them.</summary>
    public required string? Evidence { get; init; }

    /// <summary>The engine: <c>sglang</c>, <c>vllm</c>, <c>moe</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The model; <see langword="null"/> where the line does not say.</summary>
    public required string? Model { get; init; }

    /// <summary>What it ran on; <see langword="null"/> where the line does not say.</summary>
    public required string? Hardware { get; init; }

    /// <summary>Requests under way in a closed loop; <see langword="null"/> in an open one.</summary>
    public required int? Concurrency { get; init; }

    /// <summary>Arrivals per second in an open loop; <see langword="null"/> in a closed one.</summary>
    public required double? Rate { get; init; }

    /// <summary>Tokens of a prompt, on average.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Tokens of an answer, on average.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>Answers that came to their end.</summary>
    public required int Completed { get; init; }

    /// <summary>Requests that failed; <see langword="null"/> where the line does not say.</summary>
    public required int? Failed { get; init; }

    /// <summary>Input and output tokens per second, the paper's throughput.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Median time to the first token, in milliseconds.</summary>
    public required double? MedianFirstToken { get; init; }

    /// <summary>Median time per token after the first, in milliseconds.</summary>
    public required double? MedianPerToken { get; init; }

    /// <summary>Whether a prefix cache helped; <see langword="null"/> where it is not known.</summary>
    public required bool? IsWarm { get; init; }
}
