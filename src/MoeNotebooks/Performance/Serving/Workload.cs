namespace MoeNotebooks.Performance.Serving;

/// <summary>A closed loop: so many requests at any time, each of the same length.</summary>
/// <param name="Concurrency">Requests served together.</param>
/// <param name="InputTokens">Tokens of a prompt.</param>
/// <param name="OutputTokens">Tokens of an answer.</param>
public sealed record Workload(int Concurrency, int InputTokens = 1024, int OutputTokens = 1024)
{
    /// <summary>Everything that is wrong with it.</summary>
    internal IEnumerable<string> Problems() =>
        from field in new[]
        {
            ("concurrency", Concurrency, 1_000_000),
            ("input tokens", InputTokens, 10_000_000),
            ("output tokens", OutputTokens, 10_000_000),
        }
        where field.Item2 < 1 || field.Item2 > field.Item3
        select FormattableString.Invariant($"{field.Item1} is {field.Item2}; it is 1 to {field.Item3}");
}
