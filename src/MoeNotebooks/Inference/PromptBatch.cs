using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference;

/// <summary>
/// Prompts of any lengths as one batch: short ones are padded on the left, and nobody sees the padding.
/// </summary>
/// <remarks>B prompts, T tokens of the longest, S tokens with those generated.</remarks>
internal sealed class PromptBatch
{
    private readonly int[] _padding;
    private readonly long[] _ids;

    public PromptBatch(IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        if (prompts.Count == 0 || prompts.Any(prompt => prompt.Count == 0))
        {
            throw new MoeUsageException("prompt", "is empty; at least 1 token is needed");
        }

        Length = prompts.Max(prompt => prompt.Count);
        _padding = [.. prompts.Select(prompt => Length - prompt.Count)];
        _ids =
        [
            .. prompts.SelectMany(
                (prompt, row) => Enumerable.Repeat(0L, _padding[row]).Concat(prompt.Select(id => (long)id))
            ),
        ];
    }

    public int Rows => _padding.Length;

    /// <summary>Tokens of padding before each prompt.</summary>
    public IReadOnlyList<int> Padding => _padding;

    public int Length { get; }

    /// <summary>[B, T].</summary>
    public Tensor Ids() => tensor(_ids, [Rows, Length]);

    /// <summary>For the forward pass over the prompts.</summary>
    public AttentionContext Context(KvCache cache)
    {
        if (_padding.All(padding => padding == 0))
        {
            return new AttentionContext { Cache = cache };
        }

        using var scope = NewDisposeScope();
        var padding = tensor(_padding, ScalarType.Int64).unsqueeze(1); // [B, 1]
        var rows = Held.Range(0, Length).unsqueeze(0); // [1, T]
        var seen = rows.unsqueeze(0); // [1, 1, T]
        var mask = seen.le(rows.unsqueeze(-1)).logical_and(seen.ge(padding.unsqueeze(-1))); // [B, T, T]
        mask = mask.logical_or(seen.eq(rows.unsqueeze(-1))); // padding sees itself, so that no row is empty
        return new AttentionContext
        {
            Cache = cache,
            Positions = rows.Minus(padding).clamp(min: Held.Zero).MoveToOuterDisposeScope(),
            Mask = mask.unsqueeze(1).MoveToOuterDisposeScope(),
        };
    }
}
