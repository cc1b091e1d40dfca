using System.Text.Json;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>
/// SGLang's native endpoint <c>/generate</c>, beside <c>/v1</c>: <c>[log-likelihood, token id, text]</c> for each input
/// token.
/// </summary>
internal sealed class SglangDialect : CompletionDialect
{
    public override string Name => "SGLang's /generate";

    public override Uri Address(Uri baseUrl) => EngineHttp.Beside(baseUrl, "/generate");

    public override object Body(string model, int[] prompt) =>
        new
        {
            input_ids = prompt,
            sampling_params = new { max_new_tokens = 1, temperature = 0 },
            return_logprob = true,
            logprob_start_len = 0,
            top_logprobs_num = 1,
        };

    public override TokenScores? Read(JsonElement answer, int[] prompt)
    {
        var meta = Get(answer.ValueKind == JsonValueKind.Array ? First(answer) : answer, "meta_info");
        var values = Items(Get(meta, "input_token_logprobs"));
        var best = Items(Get(meta, "input_top_logprobs"));
        return values.Length != prompt.Length
            ? null
            : new(
                [.. values.Select(value => Number(First(value)))],
                [.. Enumerable.Range(0, prompt.Length).Select(i => i < best.Length ? Highest(best[i]) : null)]
            );
    }

    private static double? Highest(JsonElement place) => Items(place).Select(entry => Number(First(entry))).Max();
}
