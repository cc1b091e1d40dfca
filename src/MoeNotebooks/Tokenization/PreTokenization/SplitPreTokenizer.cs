using MoeNotebooks.Tokenization.Patterns;

namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Splits at the matches of a pattern.</summary>
internal sealed class SplitPreTokenizer(PatternMatcher pattern, SplitBehavior behavior, bool invert = false)
    : PreTokenizer
{
    public override void Split(Piece piece, List<Piece> into)
    {
        // One character cannot be split, and most pieces of a long line of line ends are one.
        var matches = piece.Length == 1 && behavior != SplitBehavior.Removed ? [] : pattern.Matches(piece.Text);
        if (matches.Count == 0 && (!invert || behavior != SplitBehavior.Removed))
        {
            into.Add(piece);
            return;
        }

        var parts = Parts(piece, matches);
        switch (behavior)
        {
            case SplitBehavior.Removed:
                into.AddRange(parts.Where(part => !part.IsDelimiter).Select(part => part.Piece));
                break;
            case SplitBehavior.Isolated:
                into.AddRange(parts.Select(part => part.Piece));
                break;
            case SplitBehavior.Contiguous:
                Merge(parts, into, (previous, next) => previous == next);
                break;
            case SplitBehavior.MergedWithPrevious:
                Merge(parts, into, (previous, next) => next && !previous);
                break;
            default:
                MergeWithNext(parts, into);
                break;
        }
    }

    /// <summary>Matches and gaps, together the whole piece.</summary>
    private List<(Piece Piece, bool IsDelimiter)> Parts(Piece piece, IReadOnlyList<Range> matches)
    {
        var parts = new List<(Piece, bool)>();
        var end = 0;
        foreach (var match in matches)
        {
            Add(end, match.Start.Value, invert);
            Add(match.Start.Value, match.End.Value, !invert);
            end = match.End.Value;
        }

        Add(end, piece.Length, invert);
        return parts;

        void Add(int from, int to, bool isDelimiter)
        {
            if (to > from)
            {
                parts.Add((piece.Part(from, to), isDelimiter));
            }
        }
    }

    private static void Merge(
        List<(Piece Piece, bool IsDelimiter)> parts,
        List<Piece> into,
        Func<bool, bool, bool> joins
    )
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var (piece, isDelimiter) = parts[i];
            if (i > 0 && joins(parts[i - 1].IsDelimiter, isDelimiter))
            {
                into[^1] = into[^1] with { Length = into[^1].Length + piece.Length };
            }
            else
            {
                into.Add(piece);
            }
        }
    }

    /// <summary>
    /// The mirror image of merging with the previous part: of two delimiters in a row the second is the one that joins.
    /// </summary>
    private static void MergeWithNext(List<(Piece Piece, bool IsDelimiter)> parts, List<Piece> into)
    {
        var first = into.Count;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var (piece, isDelimiter) = parts[i];
            if (i + 1 < parts.Count && isDelimiter && !parts[i + 1].IsDelimiter)
            {
                into[^1] = piece with { Length = piece.Length + into[^1].Length };
            }
            else
            {
                into.Add(piece);
            }
        }

        into.Reverse(first, into.Count - first);
    }
}
