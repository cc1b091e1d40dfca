namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>Applies merges to the symbols of one piece: always the pair of lowest rank, of equal ones the leftmost.</summary>
/// <remarks>A heap of candidate pairs over a linked list: n log n in the piece's length, whatever the piece.</remarks>
internal sealed class MergeLoop(MergeTable merges)
{
    private const int Removed = -1;
    private readonly PriorityQueue<int, (int Rank, int Position)> _queue = new();
    private int[] _ids = [], _previous = [], _next = [];

    /// <summary>Merges symbols and appends what is left.</summary>
    public void Run(ReadOnlySpan<int> symbols, List<int> into)
    {
        Prepare(symbols);
        while (_queue.TryDequeue(out var result, out var candidate))
        {
            var left = candidate.Position;
            var right = _ids[left] == Removed ? Removed : _next[left];
            var isCurrent = right != Removed && merges.TryGet(_ids[left], _ids[right], out var merge) && merge.Result == result;
            if (isCurrent)
            {
                Merge(left, right, result);
            }
        }

        for (var i = 0; i != Removed && i < symbols.Length; i = _next[i])
        {
            into.Add(_ids[i]);
        }
    }

    private void Prepare(ReadOnlySpan<int> symbols)
    {
        if (_ids.Length < symbols.Length)
        {
            (_ids, _previous, _next) = (new int[symbols.Length], new int[symbols.Length], new int[symbols.Length]);
        }

        for (var i = 0; i < symbols.Length; i++)
        {
            _ids[i] = symbols[i];
            _previous[i] = i - 1;
            _next[i] = i + 1 < symbols.Length ? i + 1 : Removed;
        }

        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            Offer(i, i + 1);
        }
    }

    private void Merge(int left, int right, int result)
    {
        _ids[left] = result;
        _ids[right] = Removed;
        var after = _next[left] = _next[right];
        if (after != Removed)
        {
            _previous[after] = left;
            Offer(left, after);
        }

        if (_previous[left] != Removed)
        {
            Offer(_previous[left], left);
        }
    }

    private void Offer(int left, int right)
    {
        if (merges.TryGet(_ids[left], _ids[right], out var merge))
        {
            _queue.Enqueue(merge.Result, (merge.Rank, left));
        }
    }
}
