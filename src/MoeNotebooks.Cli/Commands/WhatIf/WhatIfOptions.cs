using System.CommandLine;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>What <c>moe whatif MODEL</c> is asked.</summary>
internal sealed class WhatIfOptions
{
    private readonly Argument<string> _model = new("MODEL")
    {
        Description = "A name under data/configs, a folder with a config.json, a model under data/models, or ORG/NAME.",
    };
    private readonly Option<string> _hardware = new("--hardware")
    {
        Description = $"One device: {string.Join(", ", HardwareCatalog.Names)}, or a file ('moe hardware' writes one).",
        DefaultValueFactory = _ => "h100-sxm",
    };
    private readonly Option<string> _engine = new("--engine")
    {
        Description = $"The engine: {string.Join(", ", EngineDescription.Names)}, or a file.",
        DefaultValueFactory = _ => PaperSetup.Engine,
    };
    private readonly Option<int> _tensor = new("--tensor-parallel")
    {
        Description = "Devices that share every matrix.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _data = new("--data-parallel")
    {
        Description = "Replicas of all but the experts.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _expert = new("--expert-parallel")
    {
        Description = "Devices over which whole experts are spread: 1, or all.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _concurrency = new("--concurrency")
    {
        Description = "Requests served together.",
        DefaultValueFactory = _ => 32,
    };
    private readonly Option<int> _input = new("--input")
    {
        Description = "Tokens of a prompt.",
        DefaultValueFactory = _ => 1024,
    };
    private readonly Option<int> _output = new("--output")
    {
        Description = "Tokens of an answer.",
        DefaultValueFactory = _ => 1024,
    };
    private readonly Option<int?> _experts = new("--experts")
    {
        Description = "Experts per token in every layer; as trained if nothing is said.",
    };
    private readonly Option<string?> _allocation = new("--allocation")
    {
        Description = "Experts per token as b,h,e,p, in place of --experts.",
    };
    private readonly Option<int?> _kept = new("--kept")
    {
        Description = "Experts kept in every layer; all if nothing is said.",
    };
    private readonly Option<string?> _mask = new("--mask")
    {
        Description = "Experts kept as a mask's JSON file, in place of --kept.",
    };
    private readonly Option<string?> _popularity = new("--popularity")
    {
        Description =
            "How often each expert was used, as 'moe trace show --popularity' writes it, in place of the engine's skew.",
    };
    private readonly Option<double> _correlation = new("--correlation")
    {
        Description = "How alike the tokens of a batch choose: 0 for not at all, 1 for all the same.",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double?> _price = new("--dollars-per-hour")
    {
        Description = "The price of one device, for the cost of a million output tokens.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON for other programs." };

    public WhatIfRate Rate { get; } = new();

    public Command Command()
    {
        var command = Plain();
        Rate.AddTo(command);
        return command;
    }

    private Command Plain() =>
        new(
            "whatif",
            "Predict throughput: what do fewer experts buy on this hardware, at this load? "
                + "Examples: 'moe whatif deepseek-v2-lite --hardware h100-sxm --concurrency 16 --experts 3'; "
                + "'moe whatif deepseek-v3 --hardware h200 --tensor-parallel 8 --concurrency 64 --kept 128'; 'moe whatif deepseek-v2-lite --rate 2 --experts 4'; 'moe whatif validate'."
        )
        {
            _model,
            _hardware,
            _engine,
            _tensor,
            _data,
            _expert,
            _concurrency,
            _input,
            _output,
            _experts,
            _allocation,
            _kept,
            _mask,
            _popularity,
            _correlation,
            _price,
            Json,
        };

    public Workload Workload(ParseResult parsed) =>
        new(parsed.GetValue(_concurrency), parsed.GetValue(_input), parsed.GetValue(_output));

    public double? Price(ParseResult parsed) => parsed.GetValue(_price);

    /// <summary>
    /// One line that says what is predicted for, with what was not said and so stands at its default.
    /// </summary>
    public string Setting(ParseResult parsed)
    {
        var workload = Workload(parsed);
        var devices = new Deployment(
            parsed.GetValue(_tensor),
            parsed.GetValue(_data),
            parsed.GetValue(_expert)
        ).Devices;
        var load = Rate.IsAsked(parsed)
            ? "requests as they arrive"
            : $"{Plural.Of(workload.Concurrency, "request")} at a time";
        return $"{parsed.GetRequiredValue(_model)} on {devices} x {parsed.GetRequiredValue(_hardware)}, {parsed.GetRequiredValue(_engine)}; {load}, "
            + $"{Plural.Of(workload.InputTokens, "token")} in, {workload.OutputTokens} out";
    }

    /// <summary>The model as trained, or nothing where that does not fit into memory, and as asked for.</summary>
    /// <exception cref="MoeUsageException">Says all that is wrong.</exception>
    public (ServingModel? Trained, ServingModel Asked, EngineDescription Engine) Models(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_model);
        var config = ModelConfig.Load(ModelLocator.ResolveConfig(name));
        var model = ServedModel.Of(config, name);
        var failed = new List<MoeException>();
        var hardware = Tried(() => HardwareCatalog.Load(parsed.GetRequiredValue(_hardware)), failed);
        var engine = Tried(() => EngineDescription.Load(parsed.GetRequiredValue(_engine)), failed);
        var deployment = new Deployment(parsed.GetValue(_tensor), parsed.GetValue(_data), parsed.GetValue(_expert));
        string[] problems =
        [
            .. failed.Select(error => error.Message),
            .. Problems(parsed, model),
            .. Rate.Problems(parsed),
            .. deployment.Problems(model),
            .. Workload(parsed).Problems(),
        ];
        if (hardware is null || engine is null || problems.Length > 0)
        {
            throw problems.Length == 1 && failed is [var only] ? only : MoeUsageException.Many("whatif", problems);
        }

        ServingModel With(IReadOnlyList<ExpertLoad> experts) => new(model, hardware, deployment, engine, experts);
        var file = parsed.GetValue(_popularity);
        var profile = file is null ? null : PopularityProfile.Read(file);
        if (profile is not null && config.MoeLayers.Except(profile.Layers.Keys).ToArray() is { Length: > 0 } others)
        {
            Console.Error.WriteLine(
                $"moe: {file}: counted on '{profile.Model}'; {others.Length} of {config.MoeLayers.Count} layers are not in it and take the engine's skew"
            );
        }

        IReadOnlyList<ExpertLoad> Routed(IReadOnlyList<ExpertLoad> experts) =>
            [.. experts.Select(load => load with { Correlation = parsed.GetValue(_correlation) })];
        var asked = With(Routed(Experts(parsed, model, config, profile)));
        var trained = profile is null
            ? ExpertLoad.Uniform(model)
            : ExpertLoad.Recorded(model, RoutingPolicy.Trained, profile, config.MoeLayers);
        return (ServingModel.Fits(model, hardware, deployment, engine) ? With(Routed(trained)) : null, asked, engine);
    }

    private IEnumerable<string> Problems(ParseResult parsed, ServedModel model)
    {
        if (parsed.GetValue(_experts) is not null && parsed.GetValue(_allocation) is not null)
        {
            yield return "--experts and --allocation say the same";
        }

        if (Rate.IsAsked(parsed) && parsed.IsGiven(_concurrency))
        {
            yield return "--rate and --concurrency: only one of them can hold";
        }

        if (parsed.GetValue(_kept) is not null && parsed.GetValue(_mask) is not null)
        {
            yield return "--kept and --mask say the same";
        }

        foreach (
            var (option, value) in new[]
            {
                ("--kept", parsed.GetValue(_kept)),
                ("--experts", parsed.GetValue(_experts)),
            }
        )
        {
            if (value < 1 || value > model.Experts)
            {
                yield return $"{option} is {value}; it is 1 to {model.Experts}";
            }
        }

        if (parsed.GetValue(_experts) > parsed.GetValue(_kept))
        {
            yield return $"--experts is {parsed.GetValue(_experts)}; only {parsed.GetValue(_kept)} are kept (--kept)";
        }

        if (parsed.GetValue(_correlation) is var alike && !(alike >= 0 && alike <= 1))
        {
            yield return FormattableString.Invariant($"--correlation is {alike}; it is 0 to 1");
        }

        if (parsed.GetValue(_price) is { } price && !(price > 0 && price < 1e6))
        {
            yield return FormattableString.Invariant($"--dollars-per-hour is {price}; it is above 0");
        }
    }

    private IReadOnlyList<ExpertLoad> Experts(
        ParseResult parsed,
        ServedModel model,
        ModelConfig config,
        PopularityProfile? profile
    )
    {
        if (parsed.GetValue(_allocation) is null && parsed.GetValue(_mask) is null && profile is null)
        {
            return ExpertLoad.Uniform(model, parsed.GetValue(_experts), parsed.GetValue(_kept));
        }

        RoutingPolicy policy =
            parsed.GetValue(_allocation) is { } text ? Allocation.Parse(text)
            : parsed.GetValue(_experts) is { } same ? new TopK(same)
            : RoutingPolicy.Trained;
        var mask = parsed.GetValue(_mask) is { } file
            ? PolicyArguments.ReadMask(file)
            : Same(parsed.GetValue(_kept), config);
        mask?.Check(model.Experts, config.MoeLayers);
        if (policy.Notice(config.MoeLayers.Count) is { } notice)
        {
            Runner.Say(notice);
        }

        return profile is null
            ? ExpertLoad.Of(model, policy, mask, config.MoeLayers)
            : ExpertLoad.Recorded(model, policy, profile, config.MoeLayers, mask);
    }

    /// <summary>What is loaded, or nothing, and why among what failed.</summary>
    private static T? Tried<T>(Func<T> load, List<MoeException> failed)
        where T : class
    {
        try
        {
            return load();
        }
        catch (MoeException error)
        {
            failed.Add(error);
            return null;
        }
    }

    private static ExpertMask? Same(int? kept, ModelConfig config) =>
        kept is { } count
            ? new(
                config.MoeLayers.ToDictionary(layer => layer, _ => (IReadOnlyList<int>)[.. Enumerable.Range(0, count)])
            )
            : null;
}
