namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>The merges of a BPE model: a pair of ids to its rank and the id it becomes.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<long, (int Rank, int Result)> _merges;

    public MergeTable(int capacity) => _merges = new Dictionary<long, (int, int)>(capacity);

    /// <summary>Adds a merge; of two for one pair the later counts.</summary>
    public void Add(int left, int right, int rank, int result) => _merges[Key(left, right)] = (rank, result);

    public bool TryGet(int left, int right, out (int Rank, int Result) merge) => _merges.TryGetValue(Key(left, right), out merge);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
