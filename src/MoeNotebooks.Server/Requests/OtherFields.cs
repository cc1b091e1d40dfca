using System.Globalization;
using System.Text.Json;

namespace MoeNotebooks.Server.Requests;

/// <summary>
/// Fields that the server does not act on: those that change no token may be there, others only with the value that
/// does nothing.
/// </summary>
internal static class OtherFields
{
    private static readonly HashSet<string> Harmless =
    [
        "user",
        "metadata",
        "store",
        "service_tier",
        "safety_identifier",
        "prompt_cache_key",
        "parallel_tool_calls",
        "request_id",
        "priority",
    ];

    private static readonly Dictionary<string, string[]> Neutral = new()
    {
        ["frequency_penalty"] = ["0"],
        ["presence_penalty"] = ["0"],
        ["repetition_penalty"] = ["1"],
        ["length_penalty"] = ["1"],
        ["top_k"] = ["0", "-1"],
        ["min_p"] = ["0"],
        ["min_tokens"] = ["0"],
        ["best_of"] = ["1"],
        ["use_beam_search"] = ["false"],
        ["add_special_tokens"] = ["true"],
        ["skip_special_tokens"] = ["true"],
        ["logit_bias"] = ["{}"],
        ["suffix"] = ["\"\""],
        ["tools"] = ["[]"],
        ["tool_choice"] = ["\"none\"", "\"auto\""],
        ["response_format"] = ["{\"type\":\"text\"}"],
    };

    /// <summary>Refuses a field that would be ignored.</summary>
    public static void Check(Dictionary<string, JsonElement>? others)
    {
        foreach (var (name, value) in others ?? [])
        {
            if (value.ValueKind != JsonValueKind.Null && !Harmless.Contains(name) && !IsNeutral(name, value))
            {
                throw new RefusedException(
                    400,
                    $"{Wording.Name(name)} is not supported: it would be ignored",
                    name,
                    "unsupported_parameter"
                );
            }
        }
    }

    private static bool IsNeutral(string name, JsonElement value) =>
        Neutral.TryGetValue(name, out var neutral)
        && value.ValueKind switch
        {
            JsonValueKind.Number => neutral.Any(text =>
                double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number == value.GetDouble()
            ),
            _ => neutral.Contains(value.GetRawText().Replace(" ", string.Empty, StringComparison.Ordinal)),
        };
}
