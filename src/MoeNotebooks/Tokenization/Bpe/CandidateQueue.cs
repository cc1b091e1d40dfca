namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>Pairs that could merge, lowest rank first, of equal ones the leftmost.</summary>
/// <remarks>
/// One list of positions per rank, and a heap of ranks: a heap of pairs misses the processor's cache at every step once
/// a piece has hundreds of thousands of them, while the lists are walked in order.
/// </remarks>
internal sealed class CandidateQueue
{
    private readonly Dictionary<int, Positions> _byRank = [];
    private readonly PriorityQueue<Positions, int> _ranks = new();
    private readonly Stack<Positions> _free = new();

    public void Add(int rank, int position)
    {
        if (!_byRank.TryGetValue(rank, out var positions))
        {
            positions = _free.TryPop(out var free) ? free : new Positions();
            _byRank.Add(rank, positions);
            _ranks.Enqueue(positions, rank);
        }

        positions.Add(position);
    }

    public bool TryTake(out int rank, out int position)
    {
        while (_ranks.TryPeek(out var positions, out rank))
        {
            if (positions.TryTake(out position))
            {
                return true;
            }

            _ranks.Dequeue();
            _byRank.Remove(rank);
            positions.Clear();
            _free.Push(positions);
        }

        position = -1;
        return false;
    }

    /// <summary>Positions in ascending order; sorted when taken from, since most come in order.</summary>
    private sealed class Positions
    {
        private readonly List<int> _list = [];
        private int _next;
        private bool _isSorted = true;

        public void Add(int position)
        {
            _isSorted &= _next == _list.Count || position >= _list[^1];
            _list.Add(position);
        }

        public bool TryTake(out int position)
        {
            if (!_isSorted)
            {
                _list.Sort(_next, _list.Count - _next, null);
                _isSorted = true;
            }

            position = _next < _list.Count ? _list[_next++] : -1;
            return position >= 0;
        }

        public void Clear()
        {
            _list.Clear();
            (_next, _isSorted) = (0, true);
        }
    }
}
