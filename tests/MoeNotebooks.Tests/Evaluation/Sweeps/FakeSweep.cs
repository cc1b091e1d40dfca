using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

/// <summary>
/// A scorer without a model: likelihoods follow from tokens and experts, and every call is remembered.
/// </summary>
internal sealed class FakeSweep : ILikelihoodScorer
{
    private const int MoeLayers = 3;

    /// <summary>Experts per token that adaptive policies are said to have used; not counted where it is not given.</summary>
    public double? Counted { get; init; }

    public List<(int Requests, int Policies)> Calls { get; } = [];

    /// <summary>Called before each answer.</summary>
    public Action<int> BeforeCall { get; init; } = _ => { };

    public static IReadOnlyList<EncodedTask> Tasks(int tasks = 2, int items = 20) =>
        [.. Enumerable.Range(0, tasks).Select(t => Task(EvaluationTasks.Mini[t], items))];

    public ScoringLimits Limits => new(null);

    public JournalRun Describe(RoutingPolicy policy, int fewShot) =>
        new(
            new ScoringConditions
            {
                Engine = "fake",
                Model = "m",
                Tokenizer = "t",
                DType = "f32",
                BosRule = "none",
                Device = "cpu",
                FewShot = fewShot,
            }.Under(policy, MoeLayers, 6),
            "fake"
        );

    public double? MeanExperts(RoutingPolicy policy) => policy is AdaptivePolicy ? Counted : null;

    public Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests,
        IReadOnlyList<RoutingPolicy> policies,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        BeforeCall(Calls.Count);
        Calls.Add((requests.Count, policies.Count));
        IReadOnlyList<IReadOnlyList<LikelihoodResult>> answers =
        [
            .. policies.Select(policy =>
                requests.Select(request => Score(request, policy.ActiveExperts(MoeLayers, 6))).ToArray()
            ),
        ];
        return System.Threading.Tasks.Task.FromResult(answers);
    }

    private static LikelihoodResult Score(LikelihoodRequest request, int[] experts)
    {
        var hash = request
            .Context.Concat(request.Continuation)
            .Concat(experts)
            .Aggregate(17, (h, value) => unchecked((h * 31) + value));
        return new(-1 - (Math.Abs(hash % 1000) / 100.0), false);
    }

    private static EncodedTask Task(EvaluationTask task, int items)
    {
        EvaluationItem[] questions =
        [
            .. Enumerable
                .Range(0, items)
                .Select(i => new EvaluationItem(
                    task.Name,
                    i,
                    new TaskDocument("none", $"line {i}", []),
                    [new("q", " a"), new("q", " b")],
                    ["a", "bb"],
                    i % 2,
                    $"{i % 2}"
                )),
        ];
        var number = EvaluationTasks.Mini.ToList().IndexOf(task);
        return new(
            new PreparedTask(task, 0, items, questions, "digest", []),
            [
                .. Enumerable
                    .Range(0, items)
                    .Select(i =>
                        new LikelihoodRequest[]
                        {
                            new([number, i, .. new int[i % 5]], [1]),
                            new([number, i, .. new int[i % 5]], [2, 3]),
                        }
                    ),
            ],
            []
        );
    }
}
