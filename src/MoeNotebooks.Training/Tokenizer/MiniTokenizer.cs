using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>The byte-level BPE that the trainer writes as <c>tokenizer.json</c>; id 0 begins and ends every text.</summary>
public sealed class MiniTokenizer
{
    /// <summary>The token that stands before and after every text.</summary>
    public const string EndOfText = "<|endoftext|>";

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);

    /// <summary>Makes a tokenizer from its merges.</summary>
    /// <param name="merges">The merges, in order.</param>
    public MiniTokenizer(IReadOnlyList<(string Left, string Right)> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        Merges = merges;
        _ids[EndOfText] = 0;
        foreach (var token in ByteLevel.Letters.Order().Select(c => c.ToString()).Concat(merges.Select(m => m.Left + m.Right)))
        {
            _ids.TryAdd(token, _ids.Count);
        }

        for (var i = 0; i < merges.Count; i++)
        {
            _ranks[merges[i]] = i;
        }
    }

    /// <summary>The merges, in order.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>The tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary => _ids;

    /// <summary>The ids of a text, without the token before it.</summary>
    /// <param name="text">The text.</param>
    public IReadOnlyList<int> Encode(string text) => [.. ByteLevel.Words(text).SelectMany(word => _words.GetOrAdd(word, EncodeWord))];

    private int[] EncodeWord(string word)
    {
        var pieces = ByteAlphabet.Write(word).Select(c => c.ToString()).ToList();
        while (true)
        {
            var known = pieces.Zip(pieces.Skip(1)).Where(_ranks.ContainsKey).ToArray();
            if (known.Length == 0)
            {
                return [.. pieces.Select(p => _ids[p])];
            }

            BpeTrainer.Merge(pieces, known.MinBy(pair => _ranks[pair]));
        }
    }
}
