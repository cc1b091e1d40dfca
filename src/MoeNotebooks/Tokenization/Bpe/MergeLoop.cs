namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>
/// Applies merges to the symbols of one piece: always the pair of lowest rank, of equal ones the leftmost.
/// </summary>
/// <remarks>Candidates over a linked list: about n log n in the piece's length, whatever the piece.</remarks>
internal sealed class MergeLoop(MergeTable merges)
{
    private const int None = -1;
    private readonly CandidateQueue _candidates = new();
    private int[] _ids = [],
        _previous = [],
        _next = [];

    /// <summary>Merges symbols and appends what is left.</summary>
    public void Run(ReadOnlySpan<int> symbols, List<int> into)
    {
        Prepare(symbols);
        while (_candidates.TryTake(out var rank, out var left))
        {
            var right = _ids[left] == None ? None : _next[left];
            var result = merges.ResultOf(rank);

            // A candidate is stale where either symbol has merged since, unless what stands there now merges to the
            // same.
            if (right != None && merges.TryGet(_ids[left], _ids[right], out var merge) && merge.Result == result)
            {
                Merge(left, right, result);
            }
        }

        for (var i = 0; i != None && i < symbols.Length; i = _next[i])
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
            _next[i] = i + 1 < symbols.Length ? i + 1 : None;
        }

        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            Offer(i, i + 1);
        }
    }

    private void Merge(int left, int right, int result)
    {
        _ids[left] = result;
        _ids[right] = None;
        var after = _next[left] = _next[right];
        if (after != None)
        {
            _previous[after] = left;
            Offer(left, after);
        }

        if (_previous[left] != None)
        {
            Offer(_previous[left], left);
        }
    }

    private void Offer(int left, int right)
    {
        if (merges.TryGet(_ids[left], _ids[right], out var merge))
        {
            _candidates.Add(merge.Rank, left);
        }
    }
}
