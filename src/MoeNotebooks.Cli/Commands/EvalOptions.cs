using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary>The options of <c>moe eval</c>, and their meaning.</summary>
internal sealed class EvalOptions
{
    private const int MostTokens = 1 << 20;
    private const string StoreName = "answers.db";

    public ModelArguments Model { get; } = new();

    public Option<string?> Tasks { get; } =
        new("--tasks")
        {
            Description = "Names with commas between; mini for the six synthetic ones, all for the six published ones.",
        };

    public Option<string?> Data { get; } =
        new("--data")
        {
            Description =
                "Folder with the tasks' files: TASK/SPLIT.parquet, TASK.jsonl, or the hub's layout; default: the hub.",
        };

    public Option<int> Limit { get; } = new("--limit") { Description = "Only the first N items of each task." };

    public Option<int> FewShot { get; } = new("--num-fewshot") { Description = "Examples before each question." };

    public PolicyArguments Routing { get; } = new(constants: true);

    public Option<BosMode> Bos { get; } =
        new Option<BosMode>("--bos")
        {
            Description = "Whether a BOS token is prefixed: auto, never or always.",
        }.Named();

    public Option<string?> Output { get; } =
        new("--output") { Description = "Folder for results_*.json, as lm-eval lays them out." };

    public Option<bool> LogSamples { get; } =
        new("--log-samples") { Description = "Write samples_*.jsonl too; needs --output." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print results as JSON." };

    public Option<int> BatchTokens { get; } =
        new("--batch-tokens") { Description = "Tokens in a batch.", DefaultValueFactory = _ => 2048 };

    public Option<bool> Generate { get; } =
        new("--generate")
        {
            Description =
                "Also let the model write its answers: exact match of the likeliest tokens with the right choice, for tasks whose choices follow the question.",
        };

    public Option<int> StepTokens { get; } =
        new("--step-tokens")
        {
            Description =
                "Tokens of a decode step: distinct experts are counted over so many, a step's time is predicted, and policies that look at a step decide over so many; default: all that run at once.",
        };

    public Option<int> MaxLength { get; } =
        new("--max-length")
        {
            Description = "Tokens beyond which a context is cut from the left; default: the model's own limit.",
        };

    public Option<string?> Perplexity { get; } =
        new("--perplexity") { Description = "A text file to measure perplexity on." };

    public Option<bool> Divergence { get; } =
        new("--kl")
        {
            Description = "With --perplexity: divergence of the next-token distribution from the full model's.",
        };

    public Option<string?> Store { get; } =
        new("--store")
        {
            Description =
                $"A file that keeps every answer; what it has is not computed again. Default: {StoreName} in --output's folder; without either nothing is kept.",
        };

    public Option<string?> Trace { get; } =
        new("--trace")
        {
            Description =
                "A Parquet file for what routers decide: each token's experts and weights in every MoE layer. All answers are computed; none is looked up or kept.",
        };

    public Option<bool> TraceLogits { get; } =
        new("--trace-logits")
        {
            Description = "With --trace: the router's outputs for all experts too, which moe trace replay needs.",
        };

    public EngineOptions Engine { get; } = new();

    public Command Command()
    {
        Limit.Within(1, int.MaxValue);
        MaxLength.Within(1, int.MaxValue);
        FewShot.Within(0, 100);
        StepTokens.Within(1, MostTokens);
        BatchTokens.Within(1, MostTokens);
        var command = new Command("eval", "Evaluate a model as lm-evaluation-harness does.")
        {
            Tasks,
            Data,
            Limit,
            FewShot,
            Bos,
            Output,
            LogSamples,
            Json,
            BatchTokens,
            StepTokens,
            Generate,
            MaxLength,
            Perplexity,
            Divergence,
            Store,
            Trace,
            TraceLogits,
        };
        Model.AddTo(command);
        Routing.AddTo(command);
        Engine.AddTo(command);
        return command;
    }

    /// <summary>Refuses options that contradict each other, all at once.</summary>
    public void Check(ParseResult parsed)
    {
        var problems = new List<string>();
        AddIf(
            parsed.GetValue(Tasks) is null && parsed.GetValue(Perplexity) is null,
            "--tasks: is missing; name tasks, or give --perplexity a text file"
        );
        problems.AddRange(Routing.Problems(parsed));
        AddIf(parsed.GetValue(LogSamples) && parsed.GetValue(Output) is null, "--log-samples: needs --output");
        AddIf(parsed.GetValue(Divergence) && parsed.GetValue(Perplexity) is null, "--kl: needs --perplexity");
        AddIf(parsed.GetValue(TraceLogits) && parsed.GetValue(Trace) is null, "--trace-logits: needs --trace");
        AddIf(
            parsed.GetValue(Trace) is not null && parsed.GetValue(Store) is not null,
            "--trace and --store: a trace sees only what is computed, so that nothing may come from a store"
        );
        AddIf(parsed.GetValue(Trace) is not null && parsed.GetValue(Tasks) is null, "--trace: needs --tasks");
        AddIf(
            Engine.IsRemote(parsed) && parsed.GetValue(Trace) is not null,
            "--trace: needs --backend local; moe trace import reads what engines return"
        );
        AddIf(
            parsed.IsGiven(Routing.ConstantsOption) && StepTokensOf(parsed) is not null,
            "--step-tokens: counts experts that run, and has no meaning with --constants"
        );
        AddIf(
            Engine.IsRemote(parsed) && parsed.IsGiven(Routing.ConstantsOption),
            "--constants: needs --backend local; no engine has such experts"
        );
        AddIf(Engine.IsRemote(parsed) && StepTokensOf(parsed) is not null, "--step-tokens: needs --backend local");
        AddIf(Engine.IsRemote(parsed) && parsed.GetValue(Generate), "--generate: needs --backend local");
        AddIf(parsed.GetValue(Tasks) is null && parsed.GetValue(Generate), "--generate: needs --tasks");
        AddIf(
            Engine.IsRemote(parsed) && parsed.GetValue(Perplexity) is not null,
            "--perplexity: needs --backend local"
        );
        problems.AddRange(
            Engine.IsRemote(parsed)
                ? Model
                    .Given(parsed)
                    .Concat(parsed.Given(BatchTokens))
                    .Select(name =>
                        $"{name}: is the engine's own affair, start the engine so; it needs --backend local"
                    )
                : []
        );
        problems.AddRange(
            Engine.IsRemote(parsed) ? [] : Engine.Given(parsed).Select(name => $"{name}: needs --backend openai")
        );
        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("eval", problems);
        }

        void AddIf(bool holds, string problem) => problems.AddRange(holds ? [problem] : []);
    }

    /// <summary>The file that keeps answers; <see langword="null"/> for none.</summary>
    public string? StoreFile(ParseResult parsed) =>
        parsed.GetValue(Trace) is not null
            ? null
            : parsed.GetValue(Store)
                ?? (parsed.GetValue(Output) is { } folder ? Path.Combine(folder, StoreName) : null);

    /// <summary>The tasks named, in order; none where none are.</summary>
    public IReadOnlyList<EvaluationTask> Named(ParseResult parsed) =>
        parsed.GetValue(Tasks) is { } names
            ? EvaluationTasks.Select(
                names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            : [];

    /// <summary>The limit on items; <see langword="null"/> where none is given.</summary>
    public int? LimitOf(ParseResult parsed) => parsed.GetValue(Limit) is > 0 and var limit ? limit : null;

    /// <summary>The longest context; <see langword="null"/> for the model's own limit.</summary>
    public int? MaxLengthOf(ParseResult parsed) => parsed.GetValue(MaxLength) is > 0 and var longest ? longest : null;

    /// <summary>Tokens of a decode step; <see langword="null"/> where none are given.</summary>
    public int? StepTokensOf(ParseResult parsed) => parsed.GetValue(StepTokens) is > 0 and var tokens ? tokens : null;

    public ScoringOptions Scoring(ParseResult parsed) =>
        new()
        {
            TokensInBatch = parsed.GetValue(BatchTokens),
            MaxLength = MaxLengthOf(parsed),
            StepTokens = StepTokensOf(parsed),
            Mask = Routing.Mask(parsed),
        };
}
