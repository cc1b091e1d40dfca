using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>
/// A byte-level BPE as learned: its merges, the <c>tokenizer.json</c> that they make, and the library's tokenizer read
/// from that. Id 0 begins and ends every text.
/// </summary>
public sealed class MiniTokenizer
{
    /// <summary>The token that stands before and after every text.</summary>
    public const string EndOfText = "<|endoftext|>";

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [EndOfText] = 0 };
    private readonly ITokenizer _tokenizer;

    /// <summary>Makes a tokenizer from its merges.</summary>
    /// <param name="merges">The merges, in order.</param>
    public MiniTokenizer(IReadOnlyList<(string Left, string Right)> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        Merges = merges;
        var letters = Enumerable
            .Range(0, 256)
            .Select(b => ByteAlphabet.Char((byte)b))
            .Order()
            .Select(c => c.ToString());
        foreach (var token in letters.Concat(merges.Select(m => m.Left + m.Right)))
        {
            _ids.TryAdd(token, _ids.Count);
        }

        _tokenizer = TokenizerFiles.Read(this);
    }

    /// <summary>The merges, in order.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>The tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary => _ids;

    /// <summary>The ids of a text, without the token before it.</summary>
    /// <param name="text">The text.</param>
    public IReadOnlyList<int> Encode(string text) => _tokenizer.Encode(text, addSpecialTokens: false);
}
