namespace MoeNotebooks.Evaluation.Packing;

/// <summary>
/// Requests made ready for a model: identical ones once, what they share at the front once, rows of like length
/// together, batches bounded by tokens.
/// </summary>
internal sealed class PackedRequests
{
    private readonly int[] _distinct; // request -> its place among the distinct ones
    private readonly PackedRow[][] _batches;
    private readonly int _count;

    private PackedRequests(int[] distinct, int count, PackedRow[][] batches)
    {
        _distinct = distinct;
        _count = count;
        _batches = batches;
    }

    /// <summary>Batches.</summary>
    public int BatchCount => _batches.Length;

    /// <summary>Distinct requests.</summary>
    public int DistinctCount => _count;

    /// <summary>Tokens the model computes, padding not counted.</summary>
    public long TokenCount => Enumerable.Range(0, _batches.Length).Sum(TokensIn);

    /// <summary>Packs requests.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="maxLength">Tokens the model takes; longer contexts are cut from the left.</param>
    /// <param name="tokensInBatch">Tokens a batch may hold, padding counted; a longer row makes a batch of its
    /// own.</param>
    /// <exception cref="Errors.MoeUsageException">A request has nothing to score, or is longer than can be
    /// computed.</exception>
    public static PackedRequests Pack(IReadOnlyList<LikelihoodRequest> requests, int maxLength, int tokensInBatch)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var places = new Dictionary<LikelihoodRequest, int>();
        var distinct = new int[requests.Count];
        var sequences = new List<ScoredSequence>();
        for (var i = 0; i < requests.Count; i++)
        {
            if (!places.TryGetValue(requests[i], out distinct[i]))
            {
                distinct[i] = places[requests[i]] = sequences.Count;
                sequences.Add(ScoredSequence.From(requests[i], maxLength));
            }
        }

        var rows = RowBuilder.Rows(sequences, Math.Min(tokensInBatch, PackedBatch.WidestRow));
        return new(distinct, sequences.Count, [.. Batches(rows, tokensInBatch)]);
    }

    /// <summary>Builds one batch; build it when it is needed, its mask is the square of its width.</summary>
    /// <param name="index">Which.</param>
    public PackedBatch Batch(int index) => new(_batches[index]);

    /// <summary>Tokens of a batch, padding not counted.</summary>
    /// <param name="index">Which.</param>
    public long TokensIn(int index) => _batches[index].Sum(row => (long)row.Tree.Count);

    /// <summary>How many distinct requests a batch answers.</summary>
    /// <param name="index">Which.</param>
    public int RequestsIn(int index) => _batches[index].Sum(row => row.Sequences.Count);

    /// <summary>Puts the batches' answers in the order of the requests.</summary>
    /// <param name="answers">For every batch, one result per prediction sequence.</param>
    public LikelihoodResult[] Unpack(IReadOnlyList<IReadOnlyList<LikelihoodResult>> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var results = new LikelihoodResult[_count];
        for (var b = 0; b < _batches.Length; b++)
        {
            var sequences = _batches[b].SelectMany(row => row.Sequences).ToArray();
            for (var s = 0; s < sequences.Length; s++)
            {
                results[sequences[s].Index] = answers[b][s];
            }
        }

        return [.. _distinct.Select(index => results[index])];
    }

    private static IEnumerable<PackedRow[]> Batches(PackedRow[] rows, int tokensInBatch)
    {
        for (var start = 0; start < rows.Length; )
        {
            var width = rows[start].Tree.Count; // the longest: rows come longest first
            var count = Math.Min(
                rows.Length - start,
                Math.Clamp(tokensInBatch / width, 1, PackedBatch.MostRows(width))
            );
            yield return rows[start..(start + count)];
            start += count;
        }
    }
}
