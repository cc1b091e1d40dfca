using MoeNotebooks.Configs;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Files;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe eval --backend openai</c>: prompts are made here, with the model folder's tokenizer and config, and scored by engines elsewhere;
/// the folder needs no weights. The engine decides how many experts run: <c>--experts</c> says what it was started with.
/// </summary>
internal sealed class RemoteEvaluation(string model, string folder, ITokenizer tokenizer, RoutingPolicy policy, OpenAiOptions options)
{
    private readonly ModelConfig _config = ModelConfig.Load(folder);

    public async Task<IReadOnlyList<TaskResult>> RunAsync(
        IReadOnlyList<EncodedTask> tasks, string? store, IProgressReporter progress, CancellationToken stop)
    {
        using var scorer = new OpenAiScorer(options with { MaxLength = _config.MaxPositions });
        return store is null
            ? await Evaluator.RunAsync(tasks, scorer, policy, progress, stop)
            : await StoredEvaluation.RunAsync(store, new OneByOneScorer(scorer, Conditions), tasks, policy, progress, stop);
    }

    public RunDescription Describe(DateTimeOffset started) => RunDescriptions.Remote(
        model, string.Join(' ', options.BaseUrls.Select(Endpoint.Show)), folder, _config, tokenizer, policy, started);

    private JournalRun Conditions(RoutingPolicy asked, int fewShot) => new(
        new ScoringConditions
        {
            Engine = "openai",
            Model = options.Model,
            Tokenizer = FileDigests.Of(Path.Combine(folder, "tokenizer.json")),
            DType = "as served",
            BosRule = tokenizer.BosRule,
            FewShot = fewShot,
            MaxLength = _config.MaxPositions,
        }.Under(asked, _config.MoeLayers.Count, _config.Moe.Router.TrainedTopK),
        model);
}
