using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Evaluation;

/// <summary>A token a character, its code as id; "ab" is one token, id 1000. BOS is '^'.</summary>
internal sealed class FakeTokenizer(int? bos = '^', int? eos = '$') : ITokenizer
{
    public const int Pair = 1000;

    public int VocabularySize => Pair + 1;

    public int? BosId => bos;

    public int? EosId => eos;

    public string BosRule => "always";

    public IReadOnlyList<int> Encode(string text, bool addSpecialTokens)
    {
        var ids = new List<int>();
        if (addSpecialTokens && bos is { } id)
        {
            ids.Add(id);
        }

        for (var i = 0; i < text.Length; i++)
        {
            var pair = text.AsSpan(i).StartsWith("ab");
            ids.Add(pair ? Pair : text[i]);
            i += pair ? 1 : 0;
        }

        return ids;
    }

    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens) =>
        string.Concat(ids.Select(id => id == Pair ? "ab" : ((char)id).ToString()));

    public StreamingDecoder Stream(bool skipSpecialTokens) => throw new NotSupportedException();

    public IReadOnlyList<string> SpecialTokensIn(string text) =>
        text.Contains('^', StringComparison.Ordinal) ? ["^"] : [];
}
