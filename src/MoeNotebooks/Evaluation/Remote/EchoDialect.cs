using System.Text.Json;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>
/// The old completions API: the prompt is echoed with its log-likelihoods (vLLM, llama-cpp-python, newer SGLang).
/// </summary>
internal sealed class EchoDialect : CompletionDialect
{
    public override string Name => "echo with logprobs";

    // One token is generated because some engines refuse none.
    public override object Body(string model, int[] prompt) =>
        new
        {
            model,
            prompt,
            max_tokens = 1,
            temperature = 0,
            logprobs = 1,
            echo = true,
            seed = 1234,
        };

    public override TokenScores? Read(JsonElement answer, int[] prompt)
    {
        var tokens = prompt.Length;
        var logprobs = Get(Choice(answer), "logprobs");
        var values = Items(Get(logprobs, "token_logprobs"));
        var best = Items(Get(logprobs, "top_logprobs"));
        var counted = Number(Get(Get(answer, "usage"), "prompt_tokens"));
        return values.Length < tokens || values.Length > tokens + 1 || (counted is { } count && count != tokens)
            ? null
            : new(
                [.. values.Take(tokens).Select(value => Number(value))],
                [.. Enumerable.Range(0, tokens).Select(i => i < best.Length ? Highest(best[i]) : null)]
            );
    }

    /// <summary>The highest value of an object from token to log-likelihood.</summary>
    private static double? Highest(JsonElement top) =>
        top.ValueKind == JsonValueKind.Object ? top.EnumerateObject().Select(entry => Number(entry.Value)).Max() : null;
}
