using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation;

/// <summary>Turns prompts into token ids exactly as lm-eval does: white space at a context's end moves to the
/// continuation, and the continuation's ids are what encoding both together adds. A context of white space alone leaves
/// the BOS token, where one is prefixed.</summary>
/// <param name="tokenizer">The model's tokenizer; whether it prefixes a BOS token is its own setting.</param>
internal sealed class RequestEncoder(ITokenizer tokenizer)
{
    private readonly string? _prefix = tokenizer.BosId is { } bos
        ? tokenizer.Decode([bos], skipSpecialTokens: false)
        : null;
    private (string? Text, int[] Ids) _lastContext = (null, []);

    /// <summary>The ids of one request.</summary>
    /// <param name="pair">Context and continuation.</param>
    public LikelihoodRequest Encode(PromptPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        if (pair.Context.Length == 0)
        {
            return WithoutContext(pair.Continuation);
        }

        var spaces = PythonText.TrailingSpaces(pair.Context);
        var context = pair.Context[..^spaces];
        var continuation = pair.Context[^spaces..] + pair.Continuation;
        if (_lastContext.Text != context)
        {
            _lastContext = (context, Ids(context));
        }

        var whole = Ids(context + continuation);
        return new(_lastContext.Ids, whole[Math.Min(_lastContext.Ids.Length, whole.Length)..]);
    }

    // A text that begins with the BOS token's own text gets no second one.
    private int[] Ids(string text) =>
        [
            .. tokenizer.Encode(
                text,
                addSpecialTokens: _prefix is not { Length: > 0 } || !text.StartsWith(_prefix, StringComparison.Ordinal)
            ),
        ];

    private LikelihoodRequest WithoutContext(string continuation)
    {
        var prefix = tokenizer.BosId
            ?? tokenizer.EosId
            ?? throw new Errors.MoeUsageException(
                "prompt",
                "is empty, and the tokenizer has neither a BOS nor an EOS token to stand for it"
            );
        int[] ids = [.. tokenizer.Encode(continuation, addSpecialTokens: false)];
        return ids is [var first, _, ..] && first == prefix ? new([prefix], ids[1..]) : new([prefix], ids);
    }
}
