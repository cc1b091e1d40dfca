using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Inference;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>What <c>moe loadtest</c> measures: MODEL in this process, or an engine at <c>--base-url</c>.</summary>
internal sealed class LoadtestEngines
{
    // Below it ids are plain words in the vocabularies of today's models; special tokens stand at either end.
    private const int UsualVocabulary = 30_000;
    private const int FirstToken = 1000;
    private const int PlacesOfAnOpenLoop = 64;

    private readonly ModelArguments _model = new(optional: true);
    private readonly ServedEngineOptions _served = new();
    private readonly Option<string?> _experts = new("--experts")
    {
        Description =
            "Experts per token: in this process several, as 6,2; at --base-url the one number that the engine is to be shown to run with.",
    };
    private readonly Option<string?> _mask = new("--mask")
    {
        Description = "In this process: a file with the experts that are not pruned; moe prune writes one.",
    };
    private readonly Option<double> _timeout = new Option<double>("--timeout")
    {
        Description = "Seconds that one answer of the engine at --base-url may take.",
        DefaultValueFactory = _ => 1800,
    }.Within(0.001, 86_400);
    private readonly Option<int> _vocabulary = new Option<int>("--vocabulary")
    {
        Description = "At --base-url: prompts are drawn from token ids below this.",
        DefaultValueFactory = _ => UsualVocabulary,
    }.Within(10, 10_000_000);

    private readonly Option<bool> _short = new("--disable-ignore-eos")
    {
        Description = "Do not send ignore_eos, which strict servers refuse; answers may then be shorter than asked.",
    };

    public void AddTo(Command command)
    {
        _model.AddTo(command);
        _served.AddTo(command);
        foreach (var option in new Option[] { _experts, _mask, _timeout, _vocabulary, _short })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What contradicts itself.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        var problems = new List<string>();
        var (experts, served) = (
            NumberList.Read("--experts", parsed.GetValue(_experts), 1, 65_536, problems),
            _served.BaseUrl(parsed) is not null
        );
        if (served == _model.NameIfAny(parsed) is not null)
        {
            problems.Add(
                served
                    ? "MODEL and --base-url: only one of them can be measured"
                    : "no engine is named: give MODEL, or --base-url"
            );
        }

        if (served && experts.Count > 1)
        {
            problems.Add(
                "--experts names several numbers, and an engine at --base-url runs with one: start it anew for each"
            );
        }

        var others = served
            ? _model.Given(parsed).Concat(parsed.Given(_mask))
            : _served.Given(parsed).Concat(parsed.Given(_timeout, _vocabulary, _short));
        problems.AddRange(
            others.Select(name => $"{name} {(served ? "is for a model in this process" : "needs --base-url")}")
        );
        return problems;
    }

    /// <summary>Opens the model, or asks the engine who it is and with how many experts it runs.</summary>
    public async Task<OpenedEngines> OpenAsync(
        ParseResult parsed,
        LoadPlan plan,
        string? hardware,
        CancellationToken stop
    )
    {
        var experts = NumberList.Read("--experts", parsed.GetValue(_experts), 1, 65_536, []);
        return _served.Options(parsed) is { } options
            ? await ServedAsync(
                parsed,
                options,
                plan,
                hardware,
                experts.Select(count => (int?)count).FirstOrDefault(),
                stop
            )
            : Here(parsed, plan, hardware, experts);
    }

    private OpenedEngines Here(ParseResult parsed, LoadPlan plan, string? hardware, IReadOnlyList<int> experts)
    {
        var mask = parsed.GetValue(_mask) is { } file ? PolicyArguments.ReadMask(file) : null;
        var limits = new Inference.EngineOptions // not the command's options of the same name
        {
            MaxRunning = plan.Steps.Max(step => step.Concurrency ?? PlacesOfAnOpenLoop),
            MaxWaiting = plan.Steps.Max(step => step.Requests),
            MaxContext = plan.InputTokens + plan.OutputTokens,
        };
        var held = new List<IDisposable>();
        try
        {
            var model = _model.Open(parsed);
            held.Add(model);
            var counts = experts.Count > 0 ? experts : [model.Config.Moe.Router.TrainedTopK];
            var engines = counts
                .Select(count =>
                {
                    // One after another under load, never two at once
                    var engine = new InferenceEngine(model, limits, new TopK(count), mask);
                    held.Insert(0, engine); // let go before the model
                    if (engine.Context < limits.MaxContext)
                    {
                        throw new MoeUsageException(
                            "loadtest",
                            $"{plan.InputTokens} tokens in and {plan.OutputTokens} out do not fit in {engine.Context}, the engine's context",
                            "Use smaller --input and --output"
                        );
                    }

                    return new LoadEngine(
                        new EngineTarget(engine),
                        new MeasuredExperts(count, Kept(mask), "set in this process")
                    );
                })
                .ToArray();
            var name = _model.Name(parsed);
            var device = hardware
                ?? $"this machine's {model.Device.type}, {Plural.Of(Environment.ProcessorCount, "core")}";
            return new(
                new LoadSetting("moe", Path.GetFileName(name.TrimEnd('/')), device, plan),
                engines,
                [.. Enumerable.Range(0, model.Config.VocabularySize).Except(model.Config.EosIds)],
                $"{ErrorText.Name(name)} in this process",
                held
            );
        }
        catch
        {
            held.ForEach(one => one.Dispose());
            throw;
        }
    }

    private async Task<OpenedEngines> ServedAsync(
        ParseResult parsed,
        OpenAiOptions options,
        LoadPlan plan,
        string? hardware,
        int? active,
        CancellationToken stop
    )
    {
        var report = await EngineReport.ReadAsync(options, stop);
        var model = _served.Model(parsed)
            ?? report.Model
            ?? throw new MoeDataException(
                Endpoint.Show(options.BaseUrls[0]),
                "/models",
                "names no model",
                "Give --served-model"
            );
        var experts = _served.Experts(parsed, active, _served.Reports(parsed, report));
        var target = new OpenAiTarget(
            options with
            {
                Model = model,
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            },
            !parsed.GetValue(_short)
        );
        var vocabulary = parsed.GetValue(_vocabulary);
        var first = Math.Min(FirstToken, vocabulary / 10);
        return new(
            new LoadSetting(report.Name ?? "openai", model, hardware, plan),
            [new LoadEngine(target, experts)],
            [.. Enumerable.Range(first, vocabulary - first)],
            $"{ErrorText.Name(model)} at {Endpoint.Show(options.BaseUrls[0])} ({ErrorText.Name(report.Name ?? "engine unknown")})",
            target
        );
    }

    /// <summary>Experts kept, where every layer keeps as many.</summary>
    private static int? Kept(ExpertMask? mask) =>
        mask?.Kept.Values.Select(kept => kept.Count).Distinct().ToArray() is [var same] ? same : null;
}
