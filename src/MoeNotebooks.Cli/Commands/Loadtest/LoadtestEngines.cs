using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>What <c>moe loadtest</c> measures: MODEL in this process, or an engine at <c>--base-url</c>.</summary>
internal sealed class LoadtestEngines
{
    // Ids that are plain words in the vocabularies of today's models; special tokens stand at either end.
    private const int FirstToken = 1000;
    private const int Tokens = 29_000;

    private readonly ServedEngineOptions _served = new();
    private readonly Option<string?> _experts = new("--experts") { Description = "Experts per token: in this process several, as 6,2; at --base-url the one number that the engine is to be shown to run with." };
    private readonly Option<double> _timeout = new Option<double>("--timeout") { Description = "Seconds that one answer of the engine may take.", DefaultValueFactory = _ => 1800 }.Within(0.001, 86_400);
    private readonly Option<bool> _short = new("--disable-ignore-eos") { Description = "Do not send ignore_eos, which strict servers refuse; answers may then be shorter than asked." };

    public void AddTo(Command command)
    {
        _served.AddTo(command);
        foreach (var option in new Option[] { _experts, _timeout, _short })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What contradicts itself.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        var problems = new List<string>();
        var experts = NumberList.Read("--experts", parsed.GetValue(_experts), 1, 65_536, problems);
        if (_served.BaseUrl(parsed) is not null && experts.Count > 1)
        {
            problems.Add("--experts names several numbers, and an engine at --base-url runs with one: start it anew for each");
        }

        return problems;
    }

    /// <summary>Opens the model, or asks the engine who it is and with how many experts it runs.</summary>
    public async Task<OpenedEngines> OpenAsync(ParseResult parsed, LoadPlan plan, string? hardware, CancellationToken stop)
    {
        var options = _served.Options(parsed) ?? throw new MoeUsageException("loadtest", "no engine is named", "Give --base-url");
        var report = await EngineReport.ReadAsync(options, stop);
        var model = _served.Model(parsed) ?? report.Model ?? throw new MoeDataException(Endpoint.Show(options.BaseUrls[0]), "/models", "names no model", "Give --served-model");
        var texts = _served.Reports(parsed, report);
        var active = NumberList.Read("--experts", parsed.GetValue(_experts), 1, 65_536, []).Select(count => (int?)count).FirstOrDefault();
        var experts = _served.Experts(parsed, active, texts);
        var target = new OpenAiTarget(
            options with { Model = model, Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)) }, !parsed.GetValue(_short));
        return new(
            new LoadSetting(report.Name ?? "openai", model, hardware, plan), [new LoadEngine(target, experts)], [.. Enumerable.Range(FirstToken, Tokens)],
            $"{ErrorText.Name(model)} at {Endpoint.Show(options.BaseUrls[0])} ({ErrorText.Name(report.Name ?? "engine unknown")})", target);
    }
}
