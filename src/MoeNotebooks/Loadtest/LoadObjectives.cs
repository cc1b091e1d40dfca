using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Loadtest;

/// <summary>What a request must meet to count for goodput (service level objectives), in milliseconds.</summary>
/// <param name="FirstToken">Most to the first token.</param>
/// <param name="PerToken">Most per token after it; an answer of one token has none and meets it.</param>
/// <param name="EndToEnd">Most to the end of the answer.</param>
internal sealed record LoadObjectives(double? FirstToken = null, double? PerToken = null, double? EndToEnd = null)
{
    /// <summary>Reads <c>ttft=2000,tpot=50,e2e=60000</c>, any of the three.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="MoeUsageException">Says all that is wrong.</exception>
    public static LoadObjectives Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (objectives, problems) = (new LoadObjectives(), new List<string>());
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, number) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right]
                ? (left, right)
                : (part, string.Empty);
            if (
                !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
                || !(limit > 0 && double.IsFinite(limit))
            )
            {
                problems.Add($"'{ErrorText.Name(part)}' is no objective such as ttft=2000, in milliseconds above 0");
                continue;
            }

            var taken = (name, objectives) switch
            {

                ("ttft", { FirstToken: not null })
                or
                ("tpot", { PerToken: not null })
                or ("e2e", { EndToEnd: not null }) => null,
                ("ttft", _) => objectives with { FirstToken = limit },
                ("tpot", _) => objectives with { PerToken = limit },
                ("e2e", _) => objectives with { EndToEnd = limit },
                _ => null,
            };
            objectives = taken ?? objectives;
            if (taken is null)
            {
                problems.Add(
                    name is "ttft" or "tpot" or "e2e"
                        ? $"{name} is there twice"
                        : $"'{ErrorText.Name(name)}' is none of ttft, tpot and e2e"
                );
            }
        }

        return problems.Count == 0 ? objectives : throw MoeUsageException.Many("--slo", problems);
    }

    /// <summary>Whether an answer meets all of them; what failed meets none.</summary>
    /// <param name="request">What became of a request.</param>
    public bool Met(RequestTiming request) =>
        request.IsComplete
        && Within(request.TimeToFirstToken, FirstToken)
        && Within(request.TimePerOutputToken, PerToken)
        && Within(request.Latency, EndToEnd);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(
            ", ",
            new[] { ("TTFT", FirstToken), ("TPOT", PerToken), ("whole", EndToEnd) }
                .Where(one => one.Item2 is not null)
                .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Item1} ≤ {one.Item2:0.###} ms"))
        );

    private static bool Within(double? seconds, double? limit) =>
        limit is null || seconds is null || 1e3 * seconds <= limit;
}
