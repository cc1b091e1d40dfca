using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>
/// What <c>moe loadtest</c> prints: a line for each step as it ends, no wider than a narrow terminal.
/// </summary>
/// <param name="setting">What the steps have in common.</param>
/// <param name="described">What is measured, in words.</param>
internal sealed class LoadtestReport(LoadSetting setting, string described)
{
    private readonly List<LoadRun> _runs = [];

    /// <summary>What is measured, and the columns.</summary>
    public IEnumerable<string> Head()
    {
        var plan = setting.Plan;
        yield return $"measured: {described}{(setting.Hardware is { } hardware ? ", " + ErrorText.Name(hardware) : string.Empty)}";
        var scaled = plan is { InputTokens: LoadtestOptions.PaperTokens, OutputTokens: LoadtestOptions.PaperTokens }
            ? string.Empty
            : $" (scaled down: the paper has {LoadtestOptions.PaperTokens} and {LoadtestOptions.PaperTokens})";
        yield return $"{Plural.Of(plan.InputTokens, "random token")} in, {plan.OutputTokens} out{scaled}; seed {plan.Seed}";
        yield return string.Empty;
        yield return $"{"load", -7}{"experts", 8}{"tok/s", 8}{"TTFT", 8}{"99 %", 7}{"TPOT", 7}{"99 %", 7}{"ratio", 7}";
    }

    /// <summary>One step.</summary>
    public string Line(LoadRun run)
    {
        _runs.Add(run);
        var metrics = run.Metrics;
        var first = _runs.First(other => other.Step == run.Step);
        var ratio =
            first == run ? string.Empty : Fixed(metrics.TokensPerSecond / first.Metrics.TokensPerSecond, "0.00");
        return $"{run.Step, -7}{Experts(run.Experts), 8}{Fixed(metrics.TokensPerSecond, "N0"), 8}"
            + $"{Time(metrics.FirstToken?.Median), 8}{Time(metrics.FirstToken?.P99), 7}{Time(metrics.PerToken?.Median), 7}{Time(metrics.PerToken?.P99), 7}{ratio, 7}"
            + (metrics.Failed > 0 ? $" {metrics.Failed} failed" : string.Empty)
            + (metrics.IsWarm == true ? " warm" : string.Empty);
    }

    /// <summary>What the columns mean, and what a reader should know.</summary>
    public IEnumerable<string> Notes()
    {
        yield return string.Empty;
        yield return "tok/s: input and output tokens of completed requests";
        yield return "TTFT: ms to the first content, median and 99 %";
        yield return "TPOT: ms per token after it (aiperf calls this ITL)";
        if (_runs.Any(run => _runs.First(other => other.Step == run.Step) != run))
        {
            yield return "ratio: tok/s to those of the first line at the same load";
        }

        foreach (var run in _runs.Where(run => run.Metrics.Failed > 0))
        {
            yield return $"{run.Step}: {run.Metrics.Failed} failed and are left out: {LoadTest.Reasons(run.Metrics)}";
        }

        if (setting.Plan.Objectives is { } objectives)
        {
            yield return $"goodput, requests/s with {objectives}: "
                + string.Join(
                    "; ",
                    _runs.Select(run =>
                        $"{run.Step} {Experts(run.Experts)}".TrimEnd()
                        + $": {Fixed(run.Metrics.Goodput!.Value, "0.00")} of {Fixed(run.Metrics.Completed / run.Metrics.Duration, "0.00")}"
                    )
                );
        }

        if (_runs.Sum(run => run.Short) is > 0 and var cut)
        {
            yield return $"{Plural.Of(cut, "answer")} shorter than {setting.Plan.OutputTokens} tokens: the engine did not heed ignore_eos";
        }

        if (_runs.SelectMany(run => run.Miscounted).ToArray() is { Length: > 0 } counted)
        {
            yield return $"{Plural.Of(counted.Length, "prompt")} of {setting.Plan.InputTokens} tokens: the engine counts {counted.Min(request => request.InputTokens)} to {counted.Max(request => request.InputTokens)}, and tok/s goes by its count";
        }

        if (_runs.Any(run => run.Metrics.IsWarm == true))
        {
            yield return "warm: a prefix cache helped, though no prompt was sent twice; another --seed, or clear the engine's cache";
        }

        if (_runs.Any(run => run.Metrics.IsWarm is null))
        {
            yield return "cached tokens: the engine does not report them";
        }

        if (_runs.Select(run => run.Experts.Evidence).OfType<string>().Distinct().ToArray() is { Length: > 0 } evidence)
        {
            yield return "experts: " + string.Join("; ", evidence);
        }
        else if (_runs.Any(run => run.Experts.Active is null))
        {
            yield return "experts: not claimed (--experts), so the lines carry no label";
        }
    }

    private static string Experts(MeasuredExperts experts) =>
        string.Join(
            '/',
            new[] { experts.Active, experts.Kept }
                .OfType<int>()
                .Select(count => count.ToString(CultureInfo.InvariantCulture))
        );

    private static string Time(double? milliseconds) =>
        milliseconds is { } ms ? Fixed(ms, ms < 100 ? "0.0" : "0") : "-";

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
