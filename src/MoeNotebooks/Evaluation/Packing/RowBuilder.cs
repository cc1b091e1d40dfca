namespace MoeNotebooks.Evaluation.Packing;

/// <summary>Groups sequences that begin alike into rows.</summary>
internal static class RowBuilder
{
    /// <summary>The rows, longest first.</summary>
    /// <param name="sequences">Distinct sequences; their place is their index.</param>
    /// <param name="longestRow">Tokens a row may hold, where more than one sequence shares it.</param>
    public static PackedRow[] Rows(IReadOnlyList<ScoredSequence> sequences, int longestRow)
    {
        var order = Enumerable.Range(0, sequences.Count).ToArray();
        Array.Sort(order, (a, b) => Compare(sequences[a], sequences[b]));
        var rows = new List<PackedRow>();
        int[] previous = [];
        foreach (var index in order)
        {
            var (input, targets) = sequences[index];
            var shared = previous.AsSpan().CommonPrefixLength(input);
            var joins =
                rows.Count > 0 && Worth(shared, input) && rows[^1].Tree.Count + input.Length - shared <= longestRow;
            if (!joins)
            {
                shared = 0;
                rows.Add(new(new TokenTree(), new List<PackedSequence>()));
            }

            var path = rows[^1].Tree.Add(input, shared);
            ((List<PackedSequence>)rows[^1].Sequences).Add(
                new(index, new(path, path.Length - targets.Length, targets.Length), targets)
            );
            previous = input;
        }

        return [.. rows.OrderByDescending(row => row.Tree.Count)];
    }

    // Two questions may begin with the same few words: a row of both would attend over much for the little it saves.
    private static bool Worth(int shared, int[] input) => 2 * shared >= input.Length;

    private static int Compare(ScoredSequence a, ScoredSequence b)
    {
        var byInput = a.Input.AsSpan().SequenceCompareTo(b.Input);
        return byInput != 0 ? byInput : a.Targets.AsSpan().SequenceCompareTo(b.Targets);
    }
}
