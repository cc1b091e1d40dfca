using System.Globalization;
using System.Text.Json;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>
/// vLLM's own extension: <c>prompt_logprobs</c>, for each token an object from token id to its log-likelihood and rank.
/// </summary>
internal sealed class PromptLogprobsDialect : CompletionDialect
{
    public override string Name => "prompt_logprobs";

    public override object Body(string model, int[] prompt) =>
        new
        {
            model,
            prompt,
            max_tokens = 1,
            temperature = 0,
            prompt_logprobs = 1,
            seed = 1234,
        };

    public override TokenScores? Read(JsonElement answer, int[] prompt)
    {
        var places = Items(Get(Choice(answer), "prompt_logprobs") ?? Get(answer, "prompt_logprobs"));
        return places.Length != prompt.Length
            ? null
            : new(
                [.. places.Zip(prompt, (place, id) => Value(Get(place, id.ToString(CultureInfo.InvariantCulture))))],
                [.. places.Select(Highest)]
            );
    }

    private static double? Highest(JsonElement place) =>
        place.ValueKind == JsonValueKind.Object
            ? place.EnumerateObject().Select(entry => Value(entry.Value)).Max()
            : null;

    private static double? Value(JsonElement? entry) => Number(Get(entry, "logprob"));
}
