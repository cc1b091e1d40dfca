using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation;

/// <summary>A task ready for a scorer: one request per choice of every item.</summary>
/// <param name="Prepared">The task and its questions.</param>
/// <param name="Requests">By item, by choice.</param>
/// <param name="SpecialTokenItems">Items whose text itself holds special tokens; they are read as such, as lm-eval does, and named here.</param>
public sealed record EncodedTask(PreparedTask Prepared, IReadOnlyList<LikelihoodRequest[]> Requests, IReadOnlyList<int> SpecialTokenItems)
{
    /// <summary>Encodes a task's prompts.</summary>
    /// <param name="prepared">The task.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    public static EncodedTask From(PreparedTask prepared, ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var encoder = new RequestEncoder(tokenizer);
        var special = prepared.Items.Where(item => item.Requests.Any(pair => tokenizer.SpecialTokensIn(pair.Context + pair.Continuation).Count > 0));
        return new(prepared, [.. prepared.Items.Select(item => item.Requests.Select(encoder.Encode).ToArray())], [.. special.Select(item => item.Index)]);
    }

    /// <summary>The task's result from its likelihoods.</summary>
    /// <param name="likelihoods">By item, by choice.</param>
    public TaskResult Result(IReadOnlyList<IReadOnlyList<LikelihoodResult>> likelihoods)
    {
        var task = Prepared.Task;
        var items = Prepared.Items.Zip(likelihoods, (item, choices) => ItemScoring.Score(item, choices, task.LengthNormalised));
        return new(task, Prepared.FewShot, Prepared.OriginalCount, [.. items]);
    }
}
