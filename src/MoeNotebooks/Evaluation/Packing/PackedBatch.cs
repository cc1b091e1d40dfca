namespace MoeNotebooks.Evaluation.Packing;

/// <summary>
/// Rows of about the same length, as the arrays a model takes. Knows no tensors and no model: whoever runs layers (one
/// policy after another, or many that share their first layers) builds tensors from it and reads likelihoods back
/// through it.
/// </summary>
/// <remarks>Shapes: R rows, T tokens in the longest of them, N rows of output wanted, P predictions.</remarks>
internal sealed class PackedBatch
{
    /// <summary>Tokens in the widest row there can be: its mask is the square of that, in one array.</summary>
    public const int WidestRow = 46_340;

    private const int LargestMask = 1 << 28; // elements, where more than one row shares it

    internal PackedBatch(IReadOnlyList<PackedRow> rows)
    {
        Rows = rows.Count;
        Width = rows.Max(row => row.Tree.Count);
        Tokens = new long[Rows * Width];
        Positions = new long[Rows * Width];
        Mask = new bool[Rows * Width * Width];
        for (var r = 0; r < Rows; r++)
        {
            Fill(r, rows[r].Tree);
        }

        Real =
        [
            .. rows.Index()
                .SelectMany(row =>
                    Enumerable.Range(0, row.Item.Tree.Count).Select(t => (long)((row.Index * Width) + t))
                ),
        ];
        (Wanted, PredictionRows, PredictionTargets, Sequences) = Predictions(rows);
    }

    /// <summary>R.</summary>
    public int Rows { get; }

    /// <summary>T.</summary>
    public int Width { get; }

    /// <summary>Token ids [R, T]; 0 where a row is shorter.</summary>
    public long[] Tokens { get; }

    /// <summary>Positions [R, T]: how many tokens stand before this one in its own sequence.</summary>
    public long[] Positions { get; }

    /// <summary>
    /// Who sees whom [R, T, T]: true where the key (last) is the query itself or stands before it in its own sequence.
    /// </summary>
    public bool[] Mask { get; }

    /// <summary>The places in [R * T] that hold a token and no padding.</summary>
    internal long[] Real { get; }

    /// <summary>The places in [R * T] whose output is wanted [N], each once.</summary>
    public long[] Wanted { get; }

    /// <summary>For each prediction the place in <see cref="Wanted"/> that makes it [P].</summary>
    public long[] PredictionRows { get; }

    /// <summary>For each prediction the token predicted [P].</summary>
    public long[] PredictionTargets { get; }

    /// <summary>How many predictions belong to which distinct request, in the order of the predictions.</summary>
    internal IReadOnlyList<(int Index, int Count)> Sequences { get; }

    /// <summary>How many rows of a width fit in one batch's mask, at least 1.</summary>
    /// <param name="width">Tokens in the widest of them, at most <see cref="WidestRow"/>.</param>
    internal static int MostRows(int width) => Math.Max(1, LargestMask / (width * width));

    private void Fill(int row, TokenTree tree)
    {
        for (var t = 0; t < Width; t++)
        {
            var at = (row * Width) + t;
            var sees = Mask.AsSpan(at * Width, Width);
            sees[t] = true; // padding too: a row that sees nothing would come out as NaN
            if (t < tree.Count)
            {
                Tokens[at] = tree.Tokens[t];
                Positions[at] = tree.Depths[t];
                if (tree.Parents[t] >= 0)
                {
                    Mask.AsSpan(((row * Width) + tree.Parents[t]) * Width, t).CopyTo(sees); // what the parent sees
                }
            }
        }
    }

    private (long[] Wanted, long[] Rows, long[] Targets, List<(int Index, int Count)> Sequences) Predictions(
        IReadOnlyList<PackedRow> rows
    )
    {
        var wanted = new Dictionary<long, long>();
        var predictionRows = new List<long>();
        var targets = new List<long>();
        var sequences = new List<(int, int)>();
        for (var r = 0; r < Rows; r++)
        {
            foreach (var sequence in rows[r].Sequences)
            {
                sequences.Add((sequence.Index, sequence.Targets.Length));
                for (var i = 0; i < sequence.Targets.Length; i++)
                {
                    long place = (r * Width) + sequence.Nodes[i];
                    wanted.TryAdd(place, wanted.Count);
                    predictionRows.Add(wanted[place]);
                    targets.Add(sequence.Targets[i]);
                }
            }
        }

        return (
            [.. wanted.OrderBy(pair => pair.Value).Select(pair => pair.Key)],
            [.. predictionRows],
            [.. targets],
            sequences
        );
    }
}
