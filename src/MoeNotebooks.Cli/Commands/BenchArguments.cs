using System.CommandLine;
using MoeNotebooks.Configs;
using MoeNotebooks.Hub;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Cli.Commands;

/// <summary>The options of <c>moe bench</c>, and their meaning.</summary>
internal sealed class BenchArguments
{
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["v2-lite"] = "deepseek-v2-lite",
        ["v3"] = "deepseek-v3",
        ["olmoe"] = "olmoe-1b-7b",
        ["mixtral"] = "mixtral-8x7b",
        ["qwen3-30b"] = "qwen3-30b-a3b",
    };

    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "A folder, a model under data/models, or ORG/NAME; not with --random.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _random = new("--random")
    {
        Description =
            $"Random weights of a published shape, made in memory: {string.Join(", ", Shapes.Keys)}, or a name under data/configs.",
    };

    private readonly Option<int?> _layers = new("--layers") { Description = "With --random: its first layers only." };
    private readonly Option<int> _prompt = new("--prompt")
    {
        Description = "Tokens of the prompt (pp); 0 for none.",
        DefaultValueFactory = _ => 512,
    };
    private readonly Option<int> _decode = new("--decode")
    {
        Description = "Tokens decoded one after another (tg); 0 for none.",
        DefaultValueFactory = _ => 64,
    };
    private readonly Option<string?> _batch = new("--batch")
    {
        Description = "Sequences decoded together, as 1,8,64; tokens, with --layers-only.",
        DefaultValueFactory = _ => "1",
    };
    private readonly Option<string?> _experts = new("--experts")
    {
        Description = "Experts per token, as 6,4,2; default: as trained.",
    };
    private readonly Option<int?> _kept = new("--kept")
    {
        Description = "Experts kept in every MoE layer; default: all.",
    };
    private readonly Option<int> _depth = new("--depth") { Description = "Tokens in the cache before decoding." };
    private readonly Option<int> _repetitions = new("--repetitions")
    {
        Description = "Timed runs of each test.",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<string> _dtype = new("--dtype")
    {
        Description = "f32 or bf16.",
        DefaultValueFactory = _ => "bf16",
    };
    private readonly Option<string> _device = new("--device")
    {
        Description = "cpu or cuda.",
        DefaultValueFactory = _ => "cpu",
    };
    private readonly Option<string> _backend = new("--experts-backend")
    {
        Description = "auto, sorted, grouped or kernels.",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<string?> _hardware = new("--hardware")
    {
        Description = "The machine, for its data sheet: see moe hardware.",
    };
    private readonly Option<bool> _layersOnly = new("--layers-only")
    {
        Description = "Time one MoE layer and its dense twin instead, in the form of data/measured/h100-layers.jsonl.",
    };
    private readonly Option<bool> _check = new("--check")
    {
        Description = "On a GPU, first compare the kit's kernels and recorded steps with libtorch's operators.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for other programs." };
    private readonly Option<string?> _append = new("--append")
    {
        Description = "Add a line per row, with where and when, to this JSON Lines file.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        foreach (
            var option in new Option[]
            {
                _random,
                _layers,
                _prompt,
                _decode,
                _batch,
                _experts,
                _kept,
                _depth,
                _repetitions,
                _dtype,
                _device,
                _backend,
                _hardware,
                _layersOnly,
                _check,
                _json,
                _append,
            }
        )
        {
            command.Options.Add(option);
        }
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public bool LayersOnly(ParseResult parsed) => parsed.GetValue(_layersOnly);

    public bool ToCheck(ParseResult parsed) => parsed.GetValue(_check);

    public string? Append(ParseResult parsed) => parsed.GetValue(_append);

    /// <summary>What contradicts itself.</summary>
    public IReadOnlyList<string> Check(ParseResult parsed)
    {
        var (model, random) = (parsed.GetValue(_model), parsed.GetValue(_random));
        var problems = new List<string>();
        Numbers(parsed, _batch, problems);
        var most = Numbers(parsed, _experts, problems).DefaultIfEmpty(0).Max();
        return
        [
            .. model is null == random is null
                ? ["MODEL or --random: one of them is needed, not both"]
                : Array.Empty<string>(),
            .. random is null && parsed.GetValue(_layers) is not null
                ? ["--layers needs --random"]
                : Array.Empty<string>(),
            .. ToCheck(parsed) && parsed.GetValue(_device) != "cuda"
                ? ["--check needs --device cuda"]
                : Array.Empty<string>(),
            .. LayersOnly(parsed) && parsed.GetValue(_device) != "cpu"
                ? ["--layers-only runs on the CPU"]
                : Array.Empty<string>(),
            .. from option in LayersOnly(parsed) ? new Option[] { _prompt, _decode, _depth } : []
            where parsed.GetResult(option) is { Implicit: false }
            select $"{option.Name} says nothing to --layers-only, which times layers",
            .. parsed.GetValue(_kept) is { } kept && most > kept
                ? [$"--experts {most}: with --kept {kept} there are fewer in each layer"]
                : Array.Empty<string>(),
            .. problems,
        ];
    }

    /// <summary>What rows call the model.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_random) ?? parsed.GetValue(_model)!;

    /// <summary>The shape.</summary>
    public ModelConfig Config(ParseResult parsed)
    {
        var name = Name(parsed);
        var config = ModelConfig.Load(ModelLocator.ResolveConfig(Shapes.GetValueOrDefault(name, name)));
        return parsed.GetValue(_layers) is { } layers ? config.WithLayers(layers) : config;
    }

    public MoeModel Open(ParseResult parsed)
    {
        var options = ModelArguments.Options(
            parsed.GetValue(_dtype),
            parsed.GetValue(_device),
            null,
            null,
            parsed.GetValue(_backend)
        );
        return parsed.GetValue(_random) is null
            ? MoeModel.Open(Name(parsed), options)
            : MoeModel.Random(Config(parsed), options);
    }

    public BenchOptions Options(ParseResult parsed) =>
        new()
        {
            Prompt = parsed.GetValue(_prompt),
            Decode = parsed.GetValue(_decode),
            Batches = Numbers(parsed, _batch, []),
            Experts = Numbers(parsed, _experts, []),
            Kept = parsed.GetValue(_kept),
            Depth = parsed.GetValue(_depth),
            Repetitions = parsed.GetValue(_repetitions),
            Hardware = parsed.GetValue(_hardware) is { } device ? HardwareCatalog.Load(device) : null,
        };

    private static IReadOnlyList<int> Numbers(ParseResult parsed, Option<string?> option, List<string> problems) =>
        NumberList.Read(option.Name, parsed.GetValue(option), 1, int.MaxValue, problems);
}
