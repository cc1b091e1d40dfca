using System.Collections.Concurrent;

namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>Byte-pair encoding of one piece of text at a time.</summary>
/// <remarks>
/// Of our own, and not Microsoft.ML.Tokenizers' <c>BpeTokenizer</c>, because that has neither byte fallback nor
/// <c>ignore_merges</c>, which two of the families read here need; what it would have served for, the merges, is
/// <see cref="MergeLoop"/>. Tests compare the two.
/// </remarks>
internal sealed class BpeModel
{
    private const int LongestCached = 64,
        MostCached = 1 << 16;
    private readonly MergeTable _merges;
    private readonly SymbolReader _symbols;
    private readonly bool _ignoreMerges;
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cached;
    private readonly ConcurrentBag<MergeLoop> _loops = [];
    private int _cacheSize;

    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeOptions options, bool writesBytes)
    {
        (Vocabulary, _merges, _ignoreMerges, WritesBytes) = (vocabulary, merges, options.IgnoreMerges, writesBytes);
        _symbols = new SymbolReader(vocabulary, options);
        _cached = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>
    /// Whether pieces are plain text that is written in <see cref="ByteAlphabet"/> here, after the cache was asked.
    /// </summary>
    public bool WritesBytes { get; }

    /// <summary>Appends a piece's ids.</summary>
    public void Encode(ReadOnlySpan<char> piece, List<int> into)
    {
        if (piece.Length > LongestCached)
        {
            EncodeNew(piece, into);
        }
        else if (_cached.TryGetValue(piece, out var known))
        {
            into.AddRange(known);
        }
        else
        {
            var start = into.Count;
            EncodeNew(piece, into);
            Remember(piece, into, start);
        }
    }

    private void EncodeNew(ReadOnlySpan<char> piece, List<int> into)
    {
        var text = WritesBytes ? ByteAlphabet.Write(piece) : piece;
        if (_ignoreMerges && Vocabulary.TryId(text, out var id))
        {
            into.Add(id);
            return;
        }

        var symbols = new List<int>(text.Length);
        _symbols.Read(text, symbols);
        var loop = _loops.TryTake(out var free) ? free : new MergeLoop(_merges);
        loop.Run(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(symbols), into);
        if (symbols.Count <= MostCached)
        {
            _loops.Add(loop); // one that has grown for a huge piece is let go
        }
    }

    private void Remember(ReadOnlySpan<char> piece, List<int> ids, int start)
    {
        if (
            _cacheSize < MostCached
            && _cache.TryAdd(piece.ToString(), ids.GetRange(start, ids.Count - start).ToArray())
        )
        {
            Interlocked.Increment(ref _cacheSize);
        }
    }
}
