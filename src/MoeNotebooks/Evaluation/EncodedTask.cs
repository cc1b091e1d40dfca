using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation;

/// <summary>A task ready for a scorer: one request per choice of every item.</summary>
/// <param name="Prepared">The task and its questions.</param>
/// <param name="Requests">By item, by choice.</param>
/// <param name="SpecialTokenItems">Items whose text itself holds special tokens; they are read as such, as lm-eval
/// does, and named here.</param>
public sealed record EncodedTask(
    PreparedTask Prepared,
    IReadOnlyList<LikelihoodRequest[]> Requests,
    IReadOnlyList<int> SpecialTokenItems
)
{
    private const int MostProblems = 20;

    /// <summary>Encodes a task's prompts.</summary>
    /// <param name="prepared">The task.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    public static EncodedTask From(PreparedTask prepared, ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var encoder = new RequestEncoder(tokenizer);
        var special = prepared.Items.Where(item =>
            item.Requests.Any(pair => tokenizer.SpecialTokensIn(pair.Context + pair.Continuation).Count > 0)
        );
        return new(
            prepared,
            [.. prepared.Items.Select(item => item.Requests.Select(encoder.Encode).ToArray())],
            [.. special.Select(item => item.Index)]
        );
    }

    /// <summary>
    /// Refuses questions that no scorer of such limits can answer, all at once, before anything is computed.
    /// </summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="limits">What the scorer takes.</param>
    /// <exception cref="MoeDataException">Names documents and choices.</exception>
    public static void Check(IEnumerable<EncodedTask> tasks, ScoringLimits limits)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        string[] problems = [.. tasks.SelectMany(task => task.Problems(limits)).Take(MostProblems)];
        if (problems.Length > 0)
        {
            throw MoeDataException.Many("tasks", problems);
        }
    }

    /// <summary>Items whose context is cut from the left, by their place in the split.</summary>
    /// <param name="limits">What the scorer takes.</param>
    public IReadOnlyList<int> CutItems(ScoringLimits limits) =>
        [
            .. Prepared
                .Items.Zip(Requests)
                .Where(pair => pair.Second.Any(request => request.Length - 1 > limits.MaxLength))
                .Select(pair => pair.First.Index),
        ];

    private IEnumerable<string> Problems(ScoringLimits limits) =>
        from pair in Prepared.Items.Zip(Requests, (item, requests) => (item, requests))
        from choice in Enumerable.Range(0, pair.requests.Length)
        let problem = Problem(pair.requests[choice], limits)
        where problem is not null
        select $"{Prepared.Task.Name}, {pair.item.Document.Path}, {pair.item.Document.Place}, choice {choice + 1}: {problem}";

    // What lm-eval refuses too, one by one, when it comes to them.
    private static string? Problem(LikelihoodRequest request, ScoringLimits limits) =>
        request switch
        {
            { Context: [] } =>
                "the question is white space alone and no BOS token stands for it; lm-eval scores it with one (--bos always)",
            { Continuation: [] } => "the choice adds no token to the question",
            { Continuation.Length: var tokens } when tokens > limits.MaxLength =>
                $"the choice has {tokens} tokens, the model takes {limits.MaxLength}",
            _ when Math.Min(request.Length - 1, limits.MaxLength ?? int.MaxValue) is var tokens
                    && tokens > limits.LongestRow =>
                $"it has {tokens} tokens, {limits.LongestRow} can be computed at once; give a shorter --max-length",
            _ => null,
        };

    /// <summary>The task's result from its likelihoods.</summary>
    /// <param name="likelihoods">By item, by choice.</param>
    public TaskResult Result(IReadOnlyList<IReadOnlyList<LikelihoodResult>> likelihoods)
    {
        var task = Prepared.Task;
        var items = Prepared.Items.Zip(likelihoods, (item, choices) =>
            ItemScoring.Score(item, choices, task.LengthNormalised)
        );
        return new(task, Prepared.FewShot, Prepared.OriginalCount, [.. items]);
    }
}
