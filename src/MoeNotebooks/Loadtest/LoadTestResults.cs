using System.Text.RegularExpressions;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// Files of load tests: one JSON object per line, in the names of SGLang's <c>bench_serving</c>, whoever wrote them.
/// </summary>
public static partial class LoadTestResults
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">JSON Lines.</param>
    /// <exception cref="MoeMissingException">There is none.</exception>
    /// <exception cref="MoeDataException">A line is no result of a load test.</exception>
    public static IReadOnlyList<LoadResult> Load(string path) =>
        [
            .. InputFile
                .ReadText(path)
                .ReplaceLineEndings("\n")
                .Split('\n')
                .Index()
                .Where(line => line.Item.Length > 0)
                .Select(line => Parse(path, $"line {line.Index + 1}", line.Item)),
        ];

    /// <summary>Adds a line to a file, which is whole before and after.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <param name="row">The line.</param>
    internal static void Append(string path, BenchServingRow row) =>
        AtomicFile.AppendLines(path, BenchServingJson.Write(row));

    internal static LoadResult Parse(string path, string where, string line)
    {
        var row = BenchServingJson.Read(path, where, line);
        var problems = Problems(row).ToArray();
        if (problems.Length > 0)
        {
            throw new MoeDataException(
                path,
                where,
                ErrorText.List(problems),
                "moe loadtest and SGLang's bench_serving write such lines"
            );
        }

        var (column, evidence) = Experts(row, line);
        var (completed, duration) = (row.Completed!.Value, row.Duration!.Value);
        var rate = row.RequestRate is { } perSecond && double.IsFinite(perSecond) ? perSecond : (double?)null;
        return new()
        {
            Column = column,
            Evidence = evidence,
            Backend = row.Backend ?? "unknown engine",
            Model = row.Model,
            Hardware = row.Hardware,
            Concurrency = rate is null ? row.MaxConcurrency : null,
            Rate = rate,
            InputTokens = (double)row.TotalInputTokens!.Value / completed,
            OutputTokens = (double)row.TotalOutputTokens!.Value / completed,
            Completed = completed,
            Failed = row.Failed,
            TokensPerSecond = (row.TotalInputTokens.Value + row.TotalOutputTokens.Value) / duration,
            MedianFirstToken = row.MedianTtftMs,
            MedianPerToken = row.MedianTpotMs,
            IsWarm = row.Warm,
        };
    }

    private static IEnumerable<string> Problems(BenchServingRow row)
    {
        foreach (
            var (name, value) in new (string, double?)[]
            {
                ("duration", row.Duration),
                ("completed", row.Completed),
                ("total_input_tokens", row.TotalInputTokens),
                ("total_output_tokens", row.TotalOutputTokens),
            }
        )
        {
            if (!(value > 0 && double.IsFinite(value.Value)))
            {
                yield return value is null
                    ? $"{name} is missing"
                    : FormattableString.Invariant($"{name} is {value}; it is above 0");
            }
        }
    }

    /// <summary>
    /// What a line says of its experts: in fields of ours, in the engine's own arguments that bench_serving keeps, or
    /// in its <c>--tag</c>, a mere claim.
    /// </summary>
    private static (string? Column, string? Evidence) Experts(BenchServingRow row, string line)
    {
        if (
            new MeasuredExperts(row.NumExpertsPerTok, row.NRoutedExperts, row.ExpertsEvidence) is
            { Column: { } column } ours
        )
        {
            return (column, ours.Evidence);
        }

        return Override().Match(line) is { Success: true } match
            ? ("na" + match.Groups[1].Value, "json_model_override_args in server_info")
            : (row.Tag is { } tag && Tag().IsMatch(tag) ? tag : null, null);
    }

    [GeneratedRegex(
        """json_model_override_args[\\"']*\s*:\s*"[^{}]*\{[^{}]*num_experts_per_tok[\\"']*\s*:\s*(\d{1,9})"""
    )]
    private static partial Regex Override();

    [GeneratedRegex("^n[ae][0-9]{1,9}$")]
    private static partial Regex Tag();
}
