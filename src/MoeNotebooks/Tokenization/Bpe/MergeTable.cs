namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>The merges of a BPE model: a pair of ids to its rank and the id it becomes.</summary>
internal sealed class MergeTable(int capacity)
{
    private readonly Dictionary<long, (int Rank, int Result)> _merges = new(capacity);
    private readonly List<int> _results = new(capacity);

    /// <summary>Adds the merge of the next rank; of two for one pair the later counts.</summary>
    public void Add(int left, int right, int result)
    {
        _merges[Key(left, right)] = (_results.Count, result);
        _results.Add(result);
    }

    public bool TryGet(int left, int right, out (int Rank, int Result) merge) =>
        _merges.TryGetValue(Key(left, right), out merge);

    /// <summary>What the merge of a rank gives.</summary>
    public int ResultOf(int rank) => _results[rank];

    /// <summary>
    /// Two ids in one number, spread by an odd factor: unspread, .NET's hash of all pairs (x, x) is 0.
    /// </summary>
    private static long Key(int left, int right) =>
        unchecked((((long)left << 32) | (uint)right) * (long)0x9E3779B97F4A7C15);
}
