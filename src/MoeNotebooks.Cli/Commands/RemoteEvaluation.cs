using MoeNotebooks.Configs;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Files;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe eval --backend openai</c>: prompts are made here, with the model folder's tokenizer and config, and scored by
/// engines elsewhere; the folder needs no weights. The engine decides how many experts run: <c>--experts</c> says what
/// it was started with.
/// </summary>
internal sealed class RemoteEvaluation
{
    private readonly string _model;
    private readonly string _folder;
    private readonly ITokenizer _tokenizer;
    private readonly RoutingPolicy _policy;
    private readonly ModelConfig _config;
    private readonly OpenAiOptions _options;

    public RemoteEvaluation(
        string model,
        string folder,
        ITokenizer tokenizer,
        RoutingPolicy policy,
        OpenAiOptions options
    )
    {
        (_model, _folder, _tokenizer, _policy, _config) = (model, folder, tokenizer, policy, ModelConfig.Load(folder));
        _options = options with { MaxLength = Math.Min(options.MaxLength ?? int.MaxValue, _config.MaxPositions) };
    }

    public async Task<IReadOnlyList<TaskResult>> RunAsync(
        IReadOnlyList<EncodedTask> tasks,
        string? store,
        IProgressReporter progress,
        CancellationToken stop
    )
    {
        using var scorer = new OpenAiScorer(_options, Conditions);
        return store is null
            ? await Evaluator.RunAsync(tasks, scorer, _policy, progress, stop)
            : await StoredEvaluation.RunAsync(store, scorer, tasks, _policy, progress, stop);
    }

    public RunDescription Describe(DateTimeOffset started) =>
        RunDescriptions.Remote(
            _model,
            string.Join(' ', _options.BaseUrls.Select(Endpoint.Show)),
            _folder,
            _config,
            _tokenizer,
            _policy,
            started
        ) with
        {
            MaxLength = _options.MaxLength!.Value,
            Limits = _options.Limits,
        };

    private JournalRun Conditions(RoutingPolicy asked, int fewShot) =>
        new(
            new ScoringConditions
            {
                Engine = "openai",
                Model = _options.Model,
                Tokenizer = FileDigests.Of(Path.Combine(_folder, "tokenizer.json")),
                DType = "as served",
                BosRule = _tokenizer.BosRule,
                Device = "as served",
                FewShot = fewShot,
                MaxLength = _options.MaxLength,
            }.Under(asked, _config.MoeLayers.Count, _config.Moe.Router.TrainedTopK),
            _model
        );
}
